import fc from 'fast-check';
import type { WindowKind } from '#shared/ipc/channels';
import { mayNavigate, mayOpenExternally, mayShowInFrame } from '../../../electron/policy/navigation';
import { guardContents } from '../../../electron/windows/guards';
import { atLeast, atMost, type Check, type Row, type Size } from '../support/check';
import { HAND_MADE, generatedUrl, judgedExternal, judgedPage } from './support/hostile-urls';
import { stubContents, stubEvent, type ContentsType, type StubContents } from './support/electron-stub';

const PAGES: Record<WindowKind, string> = {
  staff: '/index.html',
  kiosk: '/kiosk.html',
  companion: '/companion.html',
  paper: '/paper.html',
};
const KINDS = Object.keys(PAGES) as WindowKind[];
const TYPES: ContentsType[] = ['backgroundPage', 'window', 'browserView', 'remote', 'webview', 'offscreen'];

/** A gate and what it wrongly lets through. */
interface Gate {
  mayNavigate(this: void, url: string, kind: WindowKind | null): boolean;
  mayShowInFrame(this: void, url: string, kind: WindowKind | null): boolean;
  mayOpenExternally(this: void, url: string): boolean;
}

/** How often a gate lets an address through that the judge reads as foreign, or throws. */
function wrongOf(gate: Gate, url: string): number {
  try {
    const page = judgedPage(url);
    let wrong = 0;
    for (const kind of [...KINDS, null]) {
      if (gate.mayNavigate(url, kind) && (kind === null || page !== PAGES[kind])) wrong += 1;
      if (gate.mayShowInFrame(url, kind) && (kind !== 'staff' || page !== PAGES.paper)) wrong += 1;
    }
    if (gate.mayOpenExternally(url) && !judgedExternal(url)) wrong += 1;
    return wrong;
  } catch {
    return 1;
  }
}

function generated(gate: Gate, { long, seed }: Size): { tried: number; wrong: number } {
  const pages = Object.values(PAGES).map((page) => `app://wegbuch${page}`);
  const sample = [...pages, ...fc.sample(generatedUrl, { numRuns: long ? 100_000 : 10_000, seed })];
  return { tried: sample.length, wrong: sample.reduce((sum, url) => sum + wrongOf(gate, url), 0) };
}

/** Every guard of these contents refuses every hand-made address; how often it did not. */
function unguarded(contents: StubContents, external: readonly string[]): number {
  let open = 0;
  const { openHandler } = contents.seen;
  for (const url of HAND_MADE) {
    const answer = openHandler?.({ url } as Parameters<NonNullable<typeof openHandler>>[0]);
    if (answer?.action !== 'deny') open += 1;
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const) {
      for (const isMainFrame of name === 'will-navigate' ? [true] : [true, false]) {
        const event = stubEvent(url, isMainFrame);
        contents.emit(name, event);
        if (!event.prevented) open += 1;
      }
    }
  }
  const webview = stubEvent('');
  contents.emit('will-attach-webview', webview);
  return open + (webview.prevented ? 0 : 1) + external.length;
}

/** Contents of every type in every kind of window, guarded by `guard`. */
function allContents(guard: typeof guardContents): { contents: number; open: number } {
  let contents = 0;
  let open = 0;
  for (const type of TYPES) {
    for (const kind of [...KINDS, null]) {
      const made = stubContents(type);
      const external: string[] = [];
      guard(made as unknown as Parameters<typeof guardContents>[0], {
        kindOf: () => kind,
        external: { openExternal: async (url) => void external.push(url) },
      });
      contents += 1;
      open += unguarded(made, external);
    }
  }
  return { contents, open };
}

const ours: Gate = { mayNavigate, mayShowInFrame, mayOpenExternally };
/** Broken on purpose: looks at how an address begins. */
const naive: Gate = {
  mayNavigate: (url) => url.startsWith('app://wegbuch'),
  mayShowInFrame: (url) => url.startsWith('app://wegbuch'),
  mayOpenExternally: (url) => /^(tel|mailto):/.test(url),
};
/** Broken on purpose: forgets frames and redirections. */
const careless: typeof guardContents = (contents, surroundings) => {
  const on = contents.on.bind(contents) as (name: string, listener: () => void) => WebContentsLike;
  const partial = Object.assign(Object.create(contents) as object, {
    on: (name: string, listener: () => void) =>
      name === 'will-frame-navigate' || name === 'will-redirect' ? contents : on(name, listener),
  });
  guardContents(partial as unknown as WebContentsLike, surroundings);
};
type WebContentsLike = Parameters<typeof guardContents>[0];

async function run(size: Size): Promise<Row[]> {
  const { tried, wrong } = generated(ours, size);
  const byHand = HAND_MADE.reduce((sum, url) => sum + wrongOf(ours, url), 0);
  const everywhere = allContents(guardContents);
  const control = generated(naive, { ...size, long: false }).wrong > 0;
  const controlByHand = HAND_MADE.reduce((sum, url) => sum + wrongOf(naive, url), 0) > 0;
  return [
    atMost(3, 'generated addresses wrongly allowed, or exceptions', wrong, 0, control),
    atLeast(3, 'generated addresses', tried, size.long ? 100_000 : 10_000),
    atMost(3, 'hand-made addresses wrongly allowed, or exceptions', byHand, 0, controlByHand),
    atLeast(3, 'hand-made addresses', new Set(HAND_MADE).size, 300),
    atMost(
      3,
      'hand-made addresses that a guard of any contents let pass',
      everywhere.open,
      0,
      allContents(careless).open > 0,
    ),
    atLeast(3, 'types of contents × kinds of windows with guards', everywhere.contents, 30),
  ];
}

export const check: Check = { name: 'shell-navigation', run };
