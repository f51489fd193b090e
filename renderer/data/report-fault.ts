/** A fault of the engine itself in work that nobody waits for: its kind goes to the console, never its content. */
export function reportFault(error: unknown): void {
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  // eslint-disable-next-line no-console -- a fault that no screen asked for; kind only
  console.error('wegbuch engine', name, code);
}
