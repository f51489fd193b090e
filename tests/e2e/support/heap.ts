import type { CDPSession, Page } from '@playwright/test';

/** Everything that the page holds, as V8 writes it down. */
async function snapshotOf(session: CDPSession): Promise<string> {
  const pieces: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return pieces.join('');
}

/** How often words stand in the memory of a page, among its objects and in its text. */
export async function foundInMemory(
  page: Page,
  words: readonly string[],
): Promise<{ heap: number; text: number }> {
  const session = await page.context().newCDPSession(page);
  const heap = await snapshotOf(session);
  await session.detach();
  const text = await page.content();
  const count = (where: string) => words.reduce((sum, word) => sum + (where.split(word).length - 1), 0);
  return { heap: count(heap), text: count(text) };
}
