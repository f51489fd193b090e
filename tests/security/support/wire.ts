import { request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';

/** What is no request, or none that ends; each as it goes over the wire. */
export function brokenWires(
  host: string,
  path: string,
  token: string,
): Array<{ what: string; text: string }> {
  const head = (...lines: string[]) =>
    [`POST ${path} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${token}`, ...lines, '', ''].join(
      '\r\n',
    );
  const json = 'content-type: application/json';
  return [
    { what: 'noise', text: '\u0016\u0003\u0001 not HTTP at all\r\n\r\n' },
    { what: 'no version', text: `GET ${path}\r\n\r\n` },
    { what: 'an unknown method', text: `BREW ${path} HTTP/1.1\r\nhost: ${host}\r\n\r\n` },
    { what: 'no host', text: `GET ${path} HTTP/1.1\r\n\r\n` },
    { what: 'cut off', text: `${head(json, 'content-length: 100')}{"rows":[` },
    { what: 'longer than said', text: `${head(json, 'content-length: 3')}{"rows":[]}` },
    { what: 'a negative length', text: `${head(json, 'content-length: -1')}{}` },
    { what: 'two lengths', text: `${head(json, 'content-length: 2', 'content-length: 3')}{}` },
    {
      what: 'length and chunks',
      text: `${head(json, 'content-length: 2', 'transfer-encoding: chunked')}0\r\n\r\n`,
    },
    {
      what: 'a chunk of bad size',
      text: `${head(json, 'transfer-encoding: chunked')}xyz\r\n{}\r\n0\r\n\r\n`,
    },
    { what: 'a chunk too short', text: `${head(json, 'transfer-encoding: chunked')}ffff\r\n{}\r\n0\r\n\r\n` },
    { what: 'chunks cut off', text: `${head(json, 'transfer-encoding: chunked')}2\r\n{}\r\n` },
    { what: 'a broken header', text: head('broken header\u0000') },
    { what: 'a split header', text: head('x: a\n b: c') },
    {
      what: 'headers without end',
      text: head(...Array.from({ length: 900 }, (_, n) => `x-${n}: ${'y'.repeat(60)}`)),
    },
    {
      what: 'a path without end',
      text: `GET ${path}?${'a'.repeat(30_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`,
    },
    { what: 'a path of dots', text: `GET /%E0%A4%A/..%c0%af.. HTTP/1.1\r\nhost: ${host}\r\n\r\n` },
  ];
}

/** Status of the first answer on the wire; 0: closed without one. */
export function overTheWire(port: number, text: string): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let said = '';
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('latin1')));
    // A reset tells no more than the close that follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1] ?? 0));
    });
    socket.end(Buffer.from(text, 'latin1'));
  });
}

/** Sends megabytes in chunks without saying how many there will be; the status of the answer, 0 if there is none. */
export function flood(url: string, token: string, megabytes: number): Promise<number> {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    let status = 0;
    const sent = request(url, { method: 'POST', headers, agent: false }, (answer) => {
      status = answer.statusCode ?? 0;
      sent.destroy();
    });
    sent.setTimeout(30_000, () => sent.destroy());
    sent.on('error', () => undefined);
    sent.on('close', () => {
      resolve(status);
    });
    Readable.from(Array.from({ length: megabytes }, () => piece)).pipe(sent);
  });
}
