/** Given to Chromium at every start: no crash dumps, no calls of the browser itself to anybody. */
export const SWITCHES = [
  'disable-breakpad',
  'disable-crash-reporter',
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'no-pings',
] as const;

/** Words of a command line that would take a wall down; a packed Wegbuch does not start with one of them. */
const REFUSED = [
  'allow-running-insecure-content',
  'disable-site-isolation-trials',
  'disable-web-security',
  'enable-logging',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'load-extension',
  'no-sandbox',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'ssl-key-log-file',
] as const;

/** The switches of this command line that take a wall down; `has` answers for one. */
export function refusedSwitches(has: (name: string) => boolean): string[] {
  return REFUSED.filter((name) => has(name));
}
