import type { LetterModel, LetterPart } from '#shared/domain/letters';
import { element } from './dom';
import { directionOf } from './isolate';

/** Words that stand on the sheet itself; paper is German like the letter (the copy adds its language). */
const WORDS = {
  enclosure: 'Anlage',
  enclosures: 'Anlagen',
  fileCopy: 'Durchschrift für die Akte',
  address: 'Anschrift',
  page: (number: number, count: number) => `Seite ${String(number)} von ${String(count)}`,
} as const;

/** What the first sheet needs to know about a part of a letter. */
export interface SheetSource {
  model: LetterModel;
  part: LetterPart;
}

function head({ model }: SheetSource): HTMLElement {
  const { officeName, subline } = model.letterhead;
  return element('header', 'head', element('b', '', officeName), element('span', '', subline));
}

function foot({ model }: SheetSource): HTMLElement {
  const columns = model.letterhead.footer.map((lines) =>
    element('p', '', ...lines.map((line) => element('span', '', line))),
  );
  return element('footer', 'foot', ...columns);
}

function marks(): HTMLElement[] {
  return ['fold-upper', 'hole', 'fold-lower'].map((name) => {
    const mark = element('i', `mark ${name}`);
    mark.ariaHidden = 'true';
    return mark;
  });
}

function addressWindow({ model, part }: SheetSource): HTMLElement {
  const copy = part === 'client-copy' ? model.clientCopy : null;
  const lines = copy ? copy.recipient : model.recipient;
  const remarks = copy ? [] : model.remarks;
  const zone = element(
    'section',
    'window',
    element('p', 'from', element('span', '', model.letterhead.senderLine)),
    element('p', 'remarks', ...remarks.map((line) => element('span', '', line))),
    element('address', '', ...lines.map((line) => element('span', '', line))),
  );
  zone.ariaLabel = WORDS.address;
  return zone;
}

/** An address of e-mail breaks after its @ before it breaks anywhere else. */
function breakable(value: string): Array<Node | string> {
  const [name = '', host] = value.split(/(?<=@)/);
  return host === undefined ? [value] : [name, element('wbr'), host];
}

function info({ model }: SheetSource): HTMLElement {
  const list = element('dl', 'info');
  for (const { label, value, gap } of model.infoBlock) {
    list.append(
      element(
        'div',
        gap === true ? 'gap' : '',
        element('dt', '', label),
        element('dd', '', ...breakable(value)),
      ),
    );
  }
  return list;
}

/** The frame of a sheet without its text: first page with window and information block, or a further page. */
export function sheet(source: SheetSource, first: boolean): HTMLElement {
  const { model, part } = source;
  const page = element('section', 'sheet');
  page.lang = 'de';
  if (!model.onStationery && first) page.append(head(source));
  if (first) {
    if (part === 'file-copy') page.append(element('p', 'file-copy', WORDS.fileCopy));
    page.append(addressWindow(source), info(source));
  } else {
    page.append(element('p', 'further', furtherLine(model), element('span', 'number')));
  }
  page.append(...marks());
  return page;
}

/** The end of a sheet, after its text: draft notice of a translation, page number, footer. */
export function endSheet(page: HTMLElement, source: SheetSource, number: number, count: number): void {
  const { model, part } = source;
  for (const slot of page.querySelectorAll('.number')) slot.textContent = WORDS.page(number, count);
  if (part === 'client-copy' && model.clientCopy?.draft) page.append(draftNotice(model.clientCopy));
  if (number === 1) page.append(element('p', 'page-number', WORDS.page(number, count)));
  if (!model.onStationery) page.append(foot(source));
}

function furtherLine(model: LetterModel): string {
  return [model.infoBlock[0], model.infoBlock.at(-1)].map((entry) => entry?.value ?? '').join(' · ');
}

function draftNotice(copy: NonNullable<LetterModel['clientCopy']>): HTMLElement {
  const translated = element('span', '', copy.draftNotice.translated);
  translated.lang = copy.language;
  translated.dir = directionOf(copy.language);
  return element('p', 'draft', element('span', '', copy.draftNotice.german), translated);
}

/** Heading above the list of enclosures. */
export function enclosuresWord(count: number): string {
  return count === 1 ? WORDS.enclosure : WORDS.enclosures;
}
