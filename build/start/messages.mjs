/** Sentences of `npm start`, German and English. */
const MESSAGES = {
  'no-packages': {
    de: 'Die Pakete fehlen. Bitte zuerst „npm ci“ ausführen.',
    en: 'The packages are missing. Please run "npm ci" first.',
  },
  building: {
    de: 'Wegbuch wird gebaut (einmalig, etwa eine Minute) …',
    en: 'Building Wegbuch (once, about a minute) …',
  },
  'no-build-tools': {
    de: 'Wegbuch muss gebaut werden, aber die Werkzeuge dafür fehlen. Bitte „npm ci“ ohne --omit=dev ausführen.',
    en: 'Wegbuch must be built, but the tools for it are missing. Please run "npm ci" without --omit=dev.',
  },
  'build-unwritable': {
    de: 'Der Ordner {folder} lässt sich nicht beschreiben ({reason}). Bitte Rechte und freien Platz prüfen oder Wegbuch in einen anderen Ordner legen.',
    en: 'The folder {folder} cannot be written ({reason}). Please check rights and free space, or put Wegbuch into another folder.',
  },
  'build-failed': {
    de: 'Wegbuch ließ sich nicht bauen. Den Grund zeigt „npm run build“; oft hilft ein frisches „npm ci“.',
    en: 'Wegbuch could not be built. "npm run build" shows the reason; a fresh "npm ci" often helps.',
  },
  'no-electron': {
    de: 'Electron ist nicht da und ließ sich nicht laden; Wegbuch öffnet sich stattdessen im Browser.',
    en: 'Electron is not there and could not be fetched; Wegbuch opens in the browser instead.',
  },
  'electron-failed': {
    de: 'Electron startet auf diesem Rechner nicht; Wegbuch öffnet sich stattdessen im Browser.',
    en: 'Electron does not start on this computer; Wegbuch opens in the browser instead.',
  },
  'fetching-electron': { de: 'Electron wird geladen …', en: 'Fetching Electron …' },
  'no-window': {
    de: 'Kein Fenster möglich ({reason}). Bitte diese Adresse in Chromium, Chrome oder Edge öffnen: {url}',
    en: 'No window is possible ({reason}). Please open this address in Chromium, Chrome or Edge: {url}',
  },
  'no-display': { de: 'keine Anzeige', en: 'no display' },
  'no-browser': { de: 'kein Chromium, Chrome oder Edge gefunden', en: 'no Chromium, Chrome or Edge found' },
  'browser-failed': { de: 'der Browser startet nicht', en: 'the browser does not start' },
  'window-closed': {
    de: 'Das Fenster ist zu; der Server läuft weiter: {url}. Beenden mit Strg+C.',
    en: 'The window is closed; the server goes on: {url}. Stop with Ctrl+C.',
  },
  'demo-people': {
    de: 'Personen des Demobüros und ihre Passphrasen:',
    en: 'People of the demo office and their passphrases:',
  },
  lead: { de: 'Leitung', en: 'lead' },
  counsellor: { de: 'Beratung', en: 'counsellor' },
  'office-staff': { de: 'Büro', en: 'office staff' },
  'server-ended': {
    de: 'Der Server hat sich unerwartet beendet. Bitte Wegbuch neu starten.',
    en: 'The server ended unexpectedly. Please start Wegbuch again.',
  },
  'flag-invalid': { de: '{reason} Die Optionen zeigt --help.', en: '{reason} --help shows the options.' },
  unexpected: {
    de: 'Wegbuch konnte nicht starten: {reason}. Bitte mit dieser Zeile an die Betreuung wenden.',
    en: 'Wegbuch could not start: {reason}. Please report this line to whoever looks after it.',
  },
};

const locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '';
const language = locale.toLowerCase().startsWith('de') ? 'de' : 'en';

/** One sentence in words. */
export function sentence(code, values = {}) {
  return MESSAGES[code][language].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** A failure that was foreseen, told in one sentence. */
export class Foreseen extends Error {
  constructor(code, values) {
    super(sentence(code, values));
    this.foreseen = true;
  }
}
