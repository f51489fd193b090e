/** The part of Electron's `Input` that the policy looks at. */
export interface KeyInput {
  type: string;
  key: string;
  control: boolean;
  meta: boolean;
  alt: boolean;
  shift: boolean;
}

const NAMED = new Set([
  'Tab', 'Enter', 'Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End', ' ', 'Shift',
]); // prettier-ignore

/**
 * Which keys a visitor at the kiosk may press: letters, digits and moving about, never with Ctrl, Alt or Meta.
 * What is not named here is swallowed; the system's own keys (Ctrl+Alt+Del) are the operator's lock-down.
 */
export function mayPress(input: KeyInput): boolean {
  if (input.control || input.meta || input.alt) return false;
  if (NAMED.has(input.key)) return true;
  return [...input.key].length === 1 && !/\p{C}/u.test(input.key);
}
