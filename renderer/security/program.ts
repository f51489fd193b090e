import type { DeviceProof } from '#shared/sync/accounts-protocol';

const SYSTEMS = [
  ['windows', /Windows/],
  ['mac', /Mac OS/],
  ['linux', /Linux|X11/],
] as const;

/** What this is, for the list of devices: the app or a browser, on which system; nothing closer than that. */
export function program(agent = agentHere()): Pick<DeviceProof, 'edition' | 'system'> {
  const system = SYSTEMS.find(([, sign]) => sign.test(agent))?.[0] ?? 'other';
  return { edition: /Electron\//.test(agent) ? 'app' : 'browser', system };
}

function agentHere(): string {
  // Scripts have none.
  return typeof navigator === 'undefined' ? '' : navigator.userAgent;
}
