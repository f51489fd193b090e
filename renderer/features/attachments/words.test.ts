import { expect, it } from 'vitest';
import { fileName, pictureAddress, sizeWords, withoutEnding } from './words';

it('names files for people and for file systems', () => {
  expect(withoutEnding('Zeugnis 10. Klasse.pdf')).toBe('Zeugnis 10. Klasse');
  expect(withoutEnding('شهادة')).toBe('شهادة');
  expect(fileName('Zeugnis 2019/20', 'application/pdf')).toBe('Zeugnis 2019-20.pdf');
});

it('says sizes in the language of the person', () => {
  expect(sizeWords(2_430_000, 'de')).toBe('2,4 MB');
  expect(sizeWords(340_200, 'en')).toBe('340 kB');
});

it('gives a picture an address that browsers read', () => {
  expect(pictureAddress('_-8A')).toBe('data:image/jpeg;base64,/+8A');
});
