/**
 * Electron's fuses as Wegbuch burns them, in the order of the fuse wire and by the names of electron-builder.yml.
 * The tool that flips them knows the first eight; the ninth keeps Electron's default and is only read back.
 */
export const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
  wasmTrapHandlers: true,
} as const;

const NAMES = Object.keys(FUSES) as Array<keyof typeof FUSES>;
const FLIPPED = NAMES.slice(0, 8);

/** What is wrong with the fuses of a builder's configuration; empty when all eight are said and as decided. */
export function fuseProblems(config: unknown): string[] {
  const said = (config as { electronFuses?: Record<string, unknown> | null } | null)?.electronFuses ?? {};
  const wrong = FLIPPED.filter((name) => said[name] !== FUSES[name]).map(
    (name) =>
      `fuse ${name} is ${JSON.stringify(said[name]) ?? 'not said'} and must be ${String(FUSES[name])}`,
  );
  const unknown = Object.keys(said).filter((name) => !FLIPPED.some((known) => known === name));
  return [...wrong, ...unknown.map((name) => `${name} is no fuse that Wegbuch decided on`)];
}

/** Marks the fuse wire in the binary; behind it a byte for the version, one for the length, one for each fuse. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const OFF = 0x30;
const ON = 0x31;

/**
 * What is wrong with the fuses inside a packed binary; empty when all nine are as decided. A fuse that was removed,
 * or a wire with more fuses than Wegbuch decided on, is wrong too.
 */
export function wireProblems(binary: Uint8Array): string[] {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength);
  const at = bytes.indexOf(SENTINEL);
  if (at < 0) return ['no fuse wire in this file'];
  const wire = bytes.subarray(at + SENTINEL.length);
  const [version, length = 0] = wire;
  if (version !== 1) return [`fuse wire of version ${String(version)}`];
  const states = wire.subarray(2, 2 + length);
  if (states.length !== NAMES.length)
    return [`${states.length} fuses in the wire, and ${NAMES.length} that Wegbuch decided on`];
  return NAMES.filter((name, place) => states[place] !== (FUSES[name] ? ON : OFF)).map(
    (name) => `fuse ${name} is not burnt as decided`,
  );
}
