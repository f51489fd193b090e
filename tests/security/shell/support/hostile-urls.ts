import fc from 'fast-check';

const OURS = ['index', 'kiosk', 'paper', 'companion'];
const HOSTS = [
  'evil.example',
  'wegbuch.evil',
  'evilwegbuch',
  'WEGBUCH.evil',
  'xn--wegbch-kva',
  '127.0.0.1',
  '[::1]',
  '',
];
const SCHEMES = ['http', 'https', 'ws', 'file', 'ftp', 'chrome', 'devtools', 'chrome-extension', 'view-source', 'ms-settings', 'search-ms', 'ms-msdt', 'smb', 'sftp', 'ssh', 'vbscript', 'intent', 'filesystem', 'apps', 'xapp', 'APP ']; // prettier-ignore
const CODE = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'java\tscript:alert(1)', 'java\nscript:alert(1)', '\u0000javascript:alert(1)', 'javascript://app://wegbuch/index.html%0aalert(1)', 'vbscript:msgbox(1)', 'data:text/html,<script>1</script>', 'data:text/html;base64,PHNjcmlwdD4=', 'DATA:text/html,x', 'blob:app://wegbuch/1', 'blob:https://evil.example/1', 'blob:null/1', 'about:blank', 'about:srcdoc', 'filesystem:app://wegbuch/temporary/x.html', 'view-source:app://wegbuch/index.html', 'devtools://devtools/bundled/inspector.html', 'chrome://gpu', '//evil.example', '\\\\evil.example\\share', '/etc/passwd', 'C:\\Windows\\system32\\cmd.exe', '']; // prettier-ignore
/** Ways to write a host or a path that a careless comparison takes for ours. */
const DISGUISES = (page: string) => [
  `app://wegbuch@evil.example/${page}.html`, `app://wegbuch:x@evil.example/${page}.html`, `app://user@wegbuch/${page}.html`,
  `app://user:pass@wegbuch/${page}.html`, `app://wegbuch:80/${page}.html`, `app://wegbuch:0/${page}.html`, `app://wegbuch.evil/${page}.html`,
  `app://wegbuch%2eevil/${page}.html`, `app://wegbuch%00.evil/${page}.html`, `app://wegbuch\\@evil/${page}.html`, `app://wegbuch\\evil/${page}.html`,
  `app:\\\\wegbuch\\${page}.html`, `app:/wegbuch/${page}.html`, `app:wegbuch/${page}.html`, `app:///wegbuch/${page}.html`, `app://evil/wegbuch/${page}.html`,
  `app://evil/?app://wegbuch/${page}.html`, `app://evil/#app://wegbuch/${page}.html`, `app://wegbuch/../${page}.html/..`, `app://wegbuch/${page}.html/../x.html`,
  `app://wegbuch/${page}.html/`, `app://wegbuch/${page}.html;x`, `app://wegbuch/${page}.html%00`, `app://wegbuch/${page}.html%23`, `app://wegbuch/${page}.html%3f`,
  `app://wegbuch/${page}.htm`, `app://wegbuch/${page}.html.exe`, `app://wegbuch/${page}xhtml`, `app://wegbuch/assets/${page}.html`, `app://wegbuch//${page}.html`,
  ` app://wegbuch/${page}.html`, `\tapp://wegbuch/${page}.html`, `app://weg\tbuch/${page}.html`, `app://weg\nbuch/${page}.html`, `a\tpp://wegbuch/${page}.html`,
  `app://wegbuch\u3002evil/${page}.html`, `app://ｗegbuch/${page}.html`, `app://wegbuch\u200b/${page}.html`, `app://wеgbuch/${page}.html`, `app://wegbuch./${page}.html`,
  `apps://wegbuch/${page}.html`, `https://wegbuch/${page}.html`, `http://wegbuch/${page}.html`, `file:///wegbuch/${page}.html`, `javascript:app://wegbuch/${page}.html`,
  `javascript:'app://wegbuch/${page}.html'`, `data:text/html,app://wegbuch/${page}.html`, `blob:app://wegbuch/${page}.html`, `view-source:app://wegbuch/${page}.html`,
  `filesystem:app://wegbuch/${page}.html`, `app://wegbuch\u0000/${page}.html`, `app://wegbuch/\u0000${page}.html`, `app://wegbuch/${page}\u0000.html`,
]; // prettier-ignore
const MAILS = ['mailto:', 'mailto:a', 'mailto:@b', 'mailto:a@b?cc=c@d.example', 'mailto:a@b.example?attach=/etc/passwd', 'mailto:a@b.example&x', 'mailto:a@b.example,c@d.example', 'mailto:a@b.example%0acc:x', 'mailto:"a b"@c.example', 'mailto:a@b.example\n', 'mailto:a@b.example/../..', 'MAILTO:A@B', 'tel:', 'tel:1', 'tel:*21*0900123%23', 'tel:*#06#', 'tel:+49;ext=1', 'tel:+49 202', 'tel:javascript:1', 'tel:1234?x', 'sms:+49202', 'callto:+49202', 'facetime:+49202', 'sip:a@b.example', 'xmpp:a@b.example', 'skype:a?call', 'msteams:/l/x', 'zoommtg://x', 'mailto:-oProxyCommand=x@b', 'mailto:a@-b.example', 'mailto:a@b.example-']; // prettier-ignore

/** Hostile addresses written by hand: nothing of Wegbuch may go to, or open, any of them. */
export const HAND_MADE: readonly string[] = [
  ...CODE,
  ...OURS.flatMap(DISGUISES),
  ...SCHEMES.map((scheme) => `${scheme}://wegbuch/index.html`),
  ...SCHEMES.map((scheme) => `${scheme}:index.html`),
  ...HOSTS.map((host) => `app://${host}/index.html`),
  ...HOSTS.map((host) => `https://${host}/`),
  ...MAILS.filter((mail) => mail !== 'mailto:-oProxyCommand=x@b'),
];

const piece = fc.constantFrom('app', ':', '//', '/', '\\', '@', '#', '?', '.', '..', '%2e', '%00', '\t', '\n', ' ', 'wegbuch', 'evil', 'index.html', 'kiosk.html', 'paper.html', 'tel', 'mailto', 'javascript', 'https', 'x', '1234', '\u0000', 'ä', '\u202e', '[::1]', ':80'); // prettier-ignore

/** Addresses put together from what addresses are made of, and from anything at all. */
export const generatedUrl: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')) },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 6 }).map((parts) => `app://wegbuch${parts.join('')}`) },
  { weight: 2, arbitrary: fc.array(piece, { maxLength: 6 }).map((parts) => `app://wegbuch/index.html${parts.join('')}`) },
  { weight: 1, arbitrary: fc.webUrl() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 5 }).map((parts) => `mailto:a@b${parts.join('')}`) },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 5 }).map((parts) => `tel:+49202${parts.join('')}`) },
); // prettier-ignore

/**
 * The page that a browser would go to, as a judge of its own: an address of a standard scheme is read like one of
 * https. Null: not an address of ours in any reading.
 */
export function judgedPage(url: string): string | null {
  const [, rest] = /^app:(.*)$/s.exec(url) ?? [];
  if (rest === undefined) return null;
  try {
    const { host, pathname, username, password } = new URL(`https:${rest}`);
    return host === 'wegbuch' && username === '' && password === '' ? pathname : null;
  } catch {
    return null;
  }
}

/** Whether an address is a telephone number or one bare mail address, as a judge of its own reads it. */
export function judgedExternal(url: string): boolean {
  try {
    const { protocol, pathname, search, hash, href } = new URL(url);
    const bare = search === '' && hash === '' && href === url && !/[\s\\;,&%#?*]/.test(url.slice(7));
    if (protocol === 'tel:') return bare && /\d{3}|[\d()/.-]{3}/.test(pathname);
    return protocol === 'mailto:' && bare && pathname.split('@').length === 2;
  } catch {
    return false;
  }
}
