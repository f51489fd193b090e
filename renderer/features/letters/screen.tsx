export { FreeLetterScreen } from './free-letter';
export { LettersScreen } from './letters-screen';
