import type { View } from '../../data/api';

/** The name as said: given name first; a Blockname as it stands. */
export function nameOf(file: View<'client-files'> | undefined): string | null {
  if (!file) return null;
  const { family, given, block } = file.value.name;
  return block || given === '' ? family : `${given} ${family}`;
}
