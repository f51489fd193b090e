/** What the shell itself says, before and beside any window. */
const MESSAGES = {
  de: {
    notStarted: (reason: string) => `Wegbuch konnte nicht starten: ${reason}`,
    switches: (names: string) => `Wegbuch startet nicht mit diesen Angaben der Befehlszeile: ${names}`,
    updateReady: (version: string) =>
      `Die Fassung ${version} ist da und geprüft. Was noch nicht auf dem Server ist, wurde vorher gesichert. Zum Einrichten beenden Sie Wegbuch und öffnen das Paket.`,
    updateRefused: (reason: string) =>
      `Eine neue Fassung liegt bereit, ist aber nicht die echte oder nicht für dieses Gerät (${reason}). Wegbuch bleibt, wie es ist. Bitte sagen Sie es Ihrer IT.`,
    showPackage: 'Paket zeigen',
    later: 'Später',
  },
  en: {
    notStarted: (reason: string) => `Wegbuch could not start: ${reason}`,
    switches: (names: string) => `Wegbuch does not start with these words of the command line: ${names}`,
    updateReady: (version: string) =>
      `Version ${version} is here and verified. What is not on the server yet was saved before. To install it, quit Wegbuch and open the package.`,
    updateRefused: (reason: string) =>
      `A new version lies ready, but it is not the real one or not for this device (${reason}). Wegbuch stays as it is. Please tell your IT.`,
    showPackage: 'Show package',
    later: 'Later',
  },
};

export type Messages = (typeof MESSAGES)['de'];

/** The messages in the language of the system; German where there is none. */
export function messagesIn(locale: string): Messages {
  return locale.toLowerCase().startsWith('en') ? MESSAGES.en : MESSAGES.de;
}
