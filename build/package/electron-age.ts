/** A major version of Electron and the day it came out; a new one comes every eight weeks. */
const KNOWN = { major: 39, day: Date.UTC(2025, 9, 28) };
const CADENCE_MS = 56 * 24 * 60 * 60 * 1000;
const SUPPORTED_MAJORS = 3;

/** The newest major version that should be out on a day, by Electron's calendar. */
export function newestMajor(now: number): number {
  return KNOWN.major + Math.floor((now - KNOWN.day) / CADENCE_MS);
}

/** What is wrong with the version of Electron that Wegbuch packs, on a day; null: it still gets security fixes. */
export function ageProblem(version: string, now: number): string | null {
  const [, major] = /^(\d+)\.\d+\.\d+$/.exec(version) ?? [];
  if (major === undefined) return `${version} is not an exact version`;
  const oldest = newestMajor(now) - SUPPORTED_MAJORS + 1;
  return Number(major) >= oldest
    ? null
    : `Electron ${version} gets no security fixes any more (oldest: ${oldest})`;
}
