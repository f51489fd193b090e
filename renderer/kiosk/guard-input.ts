/**
 * Closes the ways in which a visitor could leave the page or take something along: context menu, dragging,
 * selection, pinch and wheel zoom, shortcuts, back. The machine's own lock-down is the operator's (how-to).
 */
export function guardInput(): void {
  const prevent = (event: Event) => event.preventDefault();
  for (const name of [
    'contextmenu',
    'dragstart',
    'drop',
    'dragover',
    'selectstart',
    'gesturestart',
    'paste',
    'copy',
  ]) {
    document.addEventListener(name, prevent, { capture: true });
  }
  document.addEventListener('touchmove', (event) => event.touches.length > 1 && event.preventDefault(), {
    passive: false,
  });
  document.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), { passive: false });
  document.addEventListener('auxclick', prevent, { capture: true });
  document.addEventListener('keydown', (event) => !mayPress(event) && event.preventDefault(), {
    capture: true,
  });
  // Going back must not leave the page, and there is nothing to go back to.
  globalThis.history.pushState(null, '');
  globalThis.addEventListener('popstate', () => globalThis.history.pushState(null, ''));
}

const NAMED = new Set(['Tab', 'Enter', 'Backspace', 'Delete', ' ', 'Shift', 'Home', 'End']);

/** Typing and moving about, never with Ctrl, Alt or Meta; function keys and shortcuts do nothing. */
function mayPress(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey) return event.key === 'AltGraph';
  return NAMED.has(event.key) || event.key.startsWith('Arrow') || [...event.key].length === 1;
}
