/** Sentences of the command line, German and English. Each says what is wrong and a way out. */
const MESSAGES = {
  'port-taken': {
    de: 'Der Port {port} ist belegt{by}. Er gehört zu den Daten dieses Büros: bitte das andere Programm beenden oder mit --port einen anderen Port festlegen.',
    en: 'Port {port} is taken{by}. It belongs to the data of this office: please end the other program, or settle on another port with --port.',
  },
  'port-refused': {
    de: 'Auf {host}:{port} darf oder kann der Server nicht lauschen. Bitte --host und --port prüfen (Ports unter 1024 brauchen besondere Rechte).',
    en: 'The server cannot listen on {host}:{port}. Please check --host and --port (ports below 1024 need special rights).',
  },
  'already-running': {
    de: 'Wegbuch läuft mit diesem Datenordner schon{at}. Bitte dort weiterarbeiten oder es zuerst beenden.',
    en: 'Wegbuch already runs on this data folder{at}. Please go on there, or end it first.',
  },
  'folder-unwritable': {
    de: 'Der Datenordner {folder} lässt sich nicht beschreiben ({reason}). Bitte Rechte und freien Platz prüfen oder mit --data einen anderen Ordner wählen.',
    en: 'The data folder {folder} cannot be written ({reason}). Please check rights and free space, or choose another folder with --data.',
  },
  'folder-unreachable': {
    de: 'Als root läuft die Datenbank unter dem Benutzer {user}, der {folder} nicht betreten darf. Bitte mit --data einen Ordner wählen, dessen Elternordner für alle betretbar sind, zum Beispiel /var/lib/wegbuch.',
    en: 'As root, the database runs as user {user}, who may not enter {folder}. Please choose a folder with --data whose parents everybody may enter, for example /var/lib/wegbuch.',
  },
  'folder-unknown': {
    de: 'Für diesen Benutzer ist kein Heimatordner bekannt. Bitte den Datenordner mit --data oder WEGBUCH_DATA angeben.',
    en: 'No home folder is known for this user. Please name the data folder with --data or WEGBUCH_DATA.',
  },
  'disk-full': {
    de: 'Auf dem Datenträger von {folder} ist kein Platz mehr. Bitte Platz schaffen und neu starten; gespeicherte Daten sind nicht betroffen.',
    en: 'The disk of {folder} is full. Please free some space and start again; saved data are not affected.',
  },
  'no-binaries': {
    de: 'Für dieses System ({platform}) gibt es kein mitgeliefertes PostgreSQL. Bitte mit --database-url ein eigenes angeben oder „npm ci“ wiederholen.',
    en: 'There is no bundled PostgreSQL for this system ({platform}). Please name your own with --database-url, or repeat "npm ci".',
  },
  'database-start': {
    de: 'Die eingebaute Datenbank startet nicht: {reason}. Bitte den Datenordner {folder} prüfen.',
    en: 'The embedded database does not start: {reason}. Please check the data folder {folder}.',
  },
  'database-version': {
    de: 'Die Daten in {folder} stammen von PostgreSQL {version}, mitgeliefert ist {bundled}. Bitte die dazu passende Version von Wegbuch verwenden.',
    en: 'The data in {folder} come from PostgreSQL {version}, but {bundled} is bundled. Please use the matching version of Wegbuch.',
  },
  'database-unreachable': {
    de: 'Die Datenbank ist nicht erreichbar ({reason}). Bitte --database-url prüfen und ob PostgreSQL läuft.',
    en: 'The database cannot be reached ({reason}). Please check --database-url and that PostgreSQL runs.',
  },
  'database-url-invalid': {
    de: '{name} ist keine PostgreSQL-Adresse der Form postgresql://benutzer:kennwort@rechner:5432/datenbank.',
    en: '{name} is not a PostgreSQL address of the form postgresql://user:password@host:5432/database.',
  },
  'role-too-strong': {
    de: 'Die Datenbankrolle {role} ist Superuser oder umgeht die Zeilenrechte. Bitte in DATABASE_URL eine einfache Rolle angeben und die Eigentümerin in DATABASE_OWNER_URL.',
    en: 'The database role {role} is a superuser or bypasses row-level security. Please name a plain role in DATABASE_URL and the owner in DATABASE_OWNER_URL.',
  },
  'role-not-created': {
    de: 'Die Datenbankrolle {role} lässt sich nicht anlegen ({reason}). Bitte in DATABASE_OWNER_URL eine Rolle mit CREATEROLE angeben.',
    en: 'The database role {role} cannot be created ({reason}). Please name a role with CREATEROLE in DATABASE_OWNER_URL.',
  },
  'tls-unreadable': {
    de: 'Zertifikat oder Schlüssel lassen sich nicht lesen ({reason}). Bitte --tls-cert und --tls-key prüfen.',
    en: 'Certificate or key cannot be read ({reason}). Please check --tls-cert and --tls-key.',
  },
  'flag-invalid': {
    de: '{reason} Die Optionen zeigt --help.',
    en: '{reason} --help shows the options.',
  },
  'settings-broken': {
    de: 'Die Datei {file} ist beschädigt. Bitte sie aus einer Sicherung zurückholen oder, wenn der Port unwichtig ist, löschen.',
    en: 'The file {file} is damaged. Please restore it from a backup or, if the port does not matter, delete it.',
  },
  'port-changed': {
    de: 'Hinweis: Der Port ist jetzt {port} statt {before}. Im Browser angelegte Büros sind an die alte Adresse gebunden.',
    en: 'Note: the port is now {port} instead of {before}. Offices set up in a browser are bound to the old address.',
  },
  running: {
    de: 'Wegbuch läuft: {url} (Kiosk: {kiosk}, Datenordner: {folder}). Beenden mit Strg+C.',
    en: 'Wegbuch is running: {url} (kiosk: {kiosk}, data folder: {folder}). Stop with Ctrl+C.',
  },
  'backup-made': {
    de: 'Gesichert nach {folder} ({files} Dateien, Stand {at}). Zurückholen: --restore {folder} --data NEUER-ORDNER.',
    en: 'Backed up to {folder} ({files} files, as of {at}). To get it back: --restore {folder} --data NEW-FOLDER.',
  },
  'backup-sound': {
    de: 'Die Sicherung {folder} ist unversehrt ({files} Dateien, Stand {at}).',
    en: 'The backup {folder} is intact ({files} files, as of {at}).',
  },
  'backup-restored': {
    de: 'Die Sicherung vom {at} liegt jetzt in {folder}. Bitte den Server mit diesem Datenordner starten.',
    en: 'The backup of {at} is now in {folder}. Please start the server on this data folder.',
  },
  'backup-exists': {
    de: '{folder} gibt es schon. Bitte einen neuen Ordner für die Sicherung angeben.',
    en: '{folder} is there already. Please name a new folder for the backup.',
  },
  'backup-no-server': {
    de: 'Auf dem Datenordner {folder} läuft keine eingebaute Datenbank. Bitte den Server starten; eine eigene Datenbank sichern deren Werkzeuge.',
    en: 'No embedded database runs on the data folder {folder}. Please start the server; a database of your own is backed up by its own tools.',
  },
  'backup-damaged': {
    de: 'Die Sicherung {folder} ist beschädigt: {file} ist nicht mehr, wie es gesichert wurde. Bitte eine andere verwenden.',
    en: 'The backup {folder} is damaged: {file} is not as it was backed up. Please use another one.',
  },
  'restore-occupied': {
    de: 'Im Datenordner {folder} liegt schon eine Datenbank. Bitte mit --data einen leeren Ordner angeben.',
    en: 'There is a database in the data folder {folder} already. Please name an empty one with --data.',
  },
  unexpected: {
    de: 'Unerwarteter Fehler: {reason}. Bitte mit dieser Zeile an die Betreuung von Wegbuch wenden.',
    en: 'Unexpected error: {reason}. Please report this line to whoever looks after Wegbuch.',
  },
} as const satisfies Record<string, { de: string; en: string }>;

export type MessageCode = keyof typeof MESSAGES;

/** German where the environment's locale is German, else English. */
function commandLineLanguage(env: NodeJS.ProcessEnv): 'de' | 'en' {
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('de') ? 'de' : 'en';
}

/** One sentence in words; unknown placeholders stay empty. */
export function sentence(
  code: MessageCode,
  values: Record<string, string | number>,
  language: 'de' | 'en' = commandLineLanguage(process.env),
): string {
  return MESSAGES[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** A failure that was foreseen: it is told in one sentence and never as a stack trace. */
export class Foreseen extends Error {
  override readonly name = 'Foreseen';
  constructor(
    readonly code: MessageCode,
    readonly values: Record<string, string | number> = {},
    options?: ErrorOptions,
  ) {
    super(sentence(code, values), options);
  }
}
