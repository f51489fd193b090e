import type { Findings } from './oracle';
import type { Bugs } from './world';

interface SeededBug {
  name: string;
  bugs: Bugs;
  windows?: boolean;
  restores?: boolean;
  found: (keyof Findings)[];
  /** Where the search begins: with the first schedule that found it, for the sake of time alone. */
  from?: number;
}

/** Switches of the simulation that break the protocol, one at a time, and what must then be found. */
export const SEEDED_BUGS: readonly SeededBug[] = [
  { name: 'a push overwrites whatever it grew from', bugs: { noBaseCheck: true }, found: ['lostEdits', 'hiddenConflicts'] },
  { name: 'the counter of an office is read without its lock', bugs: { noCounterLock: true, noSelfCheck: true }, found: ['lostEdits', 'divergences', 'stalled'] },
  { name: 'the server forgets which versions it has accepted', bugs: { forgetRevs: true }, found: ['falseConflicts'], from: 1027 },
  { name: 'erased rows leave no stub', bugs: { eraseWithoutStub: true }, found: ['resurrections', 'divergences'], from: 1044 },
  { name: 'rows go to whoever asks', bugs: { noAuthorisation: true }, found: ['leaks'] },
  { name: 'the cursor is written before the rows', bugs: { cursorFirst: true, noSelfCheck: true }, found: ['lostEdits', 'divergences', 'stalled'] },
  { name: 'nobody looks whether a row was written meanwhile', bugs: { ignoreMarkers: true }, windows: true, found: ['lostEdits', 'hiddenConflicts', 'divergences', 'stalled'], from: 1014 },
  { name: 'a save is acknowledged before it is written', bugs: { ackEarly: true, noJournal: true }, found: ['lostEdits'] },
  { name: 'a save is not flushed', bugs: { neverFlush: true, noJournal: true }, found: ['lostEdits'] },
  { name: 'unsynchronised rows are not written to the journal', bugs: { noJournal: true }, found: ['lostEdits'] },
  { name: 'what a merge displaced is not kept', bugs: { dropConflicts: true }, found: ['lostEdits', 'hiddenConflicts'] },
  { name: 'the clock forgets what it has seen', bugs: { forgetClock: true }, found: ['lostEdits', 'hiddenConflicts'], from: 1074 },
  { name: 'ids that all devices compute alike are random', bugs: { randomNames: true }, found: ['divergences'] },
  { name: 'a device does not obey erasures', bugs: { ignoreErasures: true }, found: ['resurrections'] },
  { name: 'an upload takes its last chunk for granted', bugs: { lastChunkGranted: true }, found: ['lostEdits'] },
  { name: 'the server collects a blob whose row is still to come', bugs: { collectAtOnce: true }, found: ['lostEdits'], from: 1094 },
  { name: 'erasing a file forgets its blobs', bugs: { eraseWithoutBlobs: true }, found: ['resurrections'] },
  { name: 'an upload does not look whether its file was erased', bugs: { blobsOfErased: true }, found: ['resurrections'], from: 1423 },
  { name: 'a device keeps the contents of what is erased', bugs: { keepContents: true }, found: ['resurrections'], from: 1070 },
  { name: 'a device does not send again what the server lost', bugs: { ignoreLostRows: true }, restores: true, found: ['lostEdits', 'divergences', 'stalled'] },
  { name: 'a device does not erase again what came back with an older state', bugs: { ignoreLostErasures: true }, restores: true, found: ['resurrections', 'divergences', 'stalled'] },
]; // prettier-ignore
