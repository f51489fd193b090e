import { createServer } from 'node:http';

/**
 * The least that a server for RxDB's replication has to do, in memory: documents in the order of their changes,
 * pull from a checkpoint, push that gives back what differs from the state assumed. Prints its port.
 */
const documents = new Map();
/** Ids by seq; an entry whose document has a later seq is skipped. */
let order = [];
let head = 0;

function store(document) {
  documents.set(document.id, { ...document, seq: ++head });
  order.push({ seq: head, id: document.id });
}

function pull(from, limit) {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle].seq <= from) low = middle + 1;
    else high = middle;
  }
  const found = [];
  for (; low < order.length && found.length < limit; low++) {
    const document = documents.get(order[low].id);
    if (document.seq === order[low].seq) found.push(document);
  }
  return { documents: found, checkpoint: { seq: found.at(-1)?.seq ?? from } };
}

function push(rows) {
  return rows.flatMap(({ newDocumentState, assumedMasterState }) => {
    const master = documents.get(newDocumentState.id);
    if (master && master.body !== assumedMasterState?.body) return [master];
    store(newDocumentState);
    return [];
  });
}

function answer(path, query, body) {
  if (path === '/pull') return pull(Number(query.get('seq')), Number(query.get('limit')));
  if (path === '/push') return push(body);
  if (path === '/clear') {
    documents.clear();
    [order, head] = [[], 0];
    return {};
  }
  body.forEach(store);
  return {};
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://bench');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : null;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer(pathname, searchParams, body)));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
