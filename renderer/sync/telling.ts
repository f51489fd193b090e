/**
 * Tells what `look` finds. Asked again meanwhile it looks once more, so that the last word is the newest; several who
 * ask at once are answered by the same look.
 */
export function telling<T>(look: () => Promise<T>, say: (found: T) => void): () => Promise<void> {
  let running: Promise<void> | null = null;
  let changed = false;
  const tell = async () => {
    while (changed) {
      changed = false;
      say(await look());
    }
  };
  return () => {
    changed = true;
    return (running ??= tell().finally(() => (running = null)));
  };
}
