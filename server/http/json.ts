import { isUtf8 } from 'node:buffer';
import { Problem } from '../problem';

/** No request of ours is nested deeper, and a full push has far fewer values. */
const MAX_DEPTH = 16;
const MAX_VALUES = 50_000;

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OBJECT, OBJECT_END, LIST, LIST_END] = [0x7b, 0x7d, 0x5b, 0x5d];

const malformed = (why: string) => new Problem(400, 'malformed', why);

/** Where the string that begins at `from` (behind its quote) ends. */
function endOfString(bytes: Buffer, from: number): number {
  for (let end = bytes.indexOf(QUOTE, from); end >= 0; end = bytes.indexOf(QUOTE, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === BACKSLASH && end - 1 - slashes >= from) slashes++;
    if (slashes % 2 === 0) return end;
  }
  throw malformed('A string does not end.');
}

/** A key as JSON.parse will see it: escapes may spell what another key spells plainly. */
function keyIn(bytes: Buffer, from: number, end: number): string {
  return JSON.parse(bytes.toString('utf8', from - 1, end + 1)) as string;
}

/**
 * Looks over the bytes once: nothing nested too deep, not too many values, no key twice in one object, no
 * `__proto__`. Whether it is JSON at all is left to the parser.
 */
function checkShape(bytes: Buffer): void {
  /** Keys so far of each open object; null: a list. */
  const open: Array<Set<string> | null> = [];
  let values = 0;
  let keyFollows = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      const end = endOfString(bytes, at + 1);
      if (keyFollows) {
        const key = keyIn(bytes, at + 1, end);
        const keys = open.at(-1);
        if (key === '__proto__' || keys?.has(key))
          throw malformed('A key is forbidden or stands there twice.');
        keys?.add(key);
        keyFollows = false;
      }
      at = end;
    } else if (byte === OBJECT || byte === LIST) {
      open.push(byte === OBJECT ? new Set() : null);
      keyFollows = byte === OBJECT;
      if (open.length > MAX_DEPTH) throw malformed('The body is nested too deep.');
    } else if (byte === OBJECT_END || byte === LIST_END) {
      open.pop();
      keyFollows = false;
    } else if (byte === COMMA) {
      keyFollows = open.at(-1) instanceof Set;
      if (++values > MAX_VALUES) throw malformed('The body has too many values.');
    }
  }
}

/**
 * A request's body. What would cost memory out of proportion to its bytes, or mean different things to different
 * readers, is refused before anything is made of it. Throws Problem malformed.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  try {
    checkShape(bytes);
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    // The parser's own message would repeat a piece of the body.
    throw error instanceof Problem ? error : malformed('The body is not JSON.');
  }
}
