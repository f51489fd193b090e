/**
 * A first proposal for the fields of a name that was typed at the kiosk: the last word of a Latin name as family
 * name, a name in another script as the name in its own script. Staff correct it from the document.
 */
export function splitName(said: string): { family: string; given: string; original: string } {
  const name = said.trim();
  if (!/^[\p{Script=Latin}\p{M}\s'’.-]*$/u.test(name)) return { family: '', given: '', original: name };
  const words = name.split(/\s+/);
  const family = words.at(-1) ?? '';
  return { family, given: words.slice(0, -1).join(' '), original: '' };
}
