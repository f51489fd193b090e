/** A part of the worker that is loaded when one of its methods is first called; one that failed to load is tried again. */
export function later<T extends object>(load: () => Promise<T>): T {
  let loading: Promise<T> | null = null;
  const part = () =>
    (loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    }));
  const call = async (name: string | symbol, parameters: unknown[]) => {
    const made = await part();
    return Reflect.apply(Reflect.get(made, name) as (...all: unknown[]) => unknown, made, parameters);
  };
  const methods =
    (_: object, name: string | symbol) =>
    (...parameters: unknown[]) =>
      call(name, parameters);
  return new Proxy({}, { get: methods }) as T;
}
