/** Pages that stand alone, without scripts and styles; German first, English below. */
function page(title: string, paragraphs: Array<{ lang: string; text: string }>): string {
  const body = paragraphs.map(({ lang, text }) => `<p lang="${lang}">${text}</p>`).join('\n');
  return `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title></head>
<body><h1>${title}</h1>
${body}
</body></html>
`;
}

/** Shown where the browser would give the app no encryption: plain http from another computer. */
export function insecurePage(): string {
  return page('Wegbuch', [
    {
      lang: 'de',
      text: 'Diese Adresse ist unverschlüsselt (http). Wegbuch öffnet sich nur über https oder auf dem Rechner, auf dem der Server läuft. Bitte den Server mit <code>--tls-cert</code> und <code>--tls-key</code> starten und die Adresse mit https:// aufrufen.',
    },
    {
      lang: 'en',
      text: 'This address is not encrypted (http). Wegbuch opens over https only, or on the computer that runs the server. Please start the server with <code>--tls-cert</code> and <code>--tls-key</code> and use the address with https://.',
    },
  ]);
}

/** Shown where the web edition was not built. */
export function unbuiltPage(): string {
  return page('Wegbuch', [
    {
      lang: 'de',
      text: 'Der Server läuft, aber die Oberfläche ist nicht gebaut. Bitte <code>npm run build</code> ausführen.',
    },
    {
      lang: 'en',
      text: 'The server runs, but the web edition is not built. Please run <code>npm run build</code>.',
    },
  ]);
}
