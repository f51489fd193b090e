import { randomUUID } from 'node:crypto';
import { BlockList, isIP } from 'node:net';

/** As proxies make them (nginx $request_id, Caddy {http.request.uuid}): no text of anybody fits in. */
const REQUEST_ID = /^[0-9a-f-]{16,36}$/;

type Trust = (address: string | undefined) => boolean;

/** Whether a proxy's word counts: those on this computer, and those named (addresses or CIDR ranges). */
export function trustOf(named: readonly string[]): Trust {
  const list = new BlockList();
  list.addSubnet('127.0.0.0', 8, 'ipv4');
  list.addAddress('::1', 'ipv6');
  for (const range of named) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address = '') => {
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}

interface Arriving {
  headers: Record<string, string | string[] | undefined>;
  socket: { remoteAddress?: string | undefined };
}

/** The id under which a request stands in the answer and in the log: a trusted proxy's, else a new one. */
export function requestIdBy(trust: Trust): (request: Arriving) => string {
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const counts = typeof given === 'string' && REQUEST_ID.test(given) && trust(socket.remoteAddress);
    return counts ? given : randomUUID();
  };
}
