import type { LetterModel } from '#shared/domain/letters';
import { element } from './dom';
import { directionOf, isolatedNodes } from './isolate';
import { enclosuresWord, type SheetSource } from './sheet';

/** One unbreakable or line-breakable part of the text, in reading order. */
export interface FlowBlock {
  node: HTMLElement;
  kind: 'text' | 'fact' | 'row' | 'closing';
  /** May break between lines (its only child is one text node). */
  breaks: boolean;
  keepWithNext: boolean;
  keepWithPrevious: boolean;
}

/** More enclosures than this stand in lines of their own below the signature instead of beside it. */
const ENCLOSURES_BESIDE = 6;

function block(node: HTMLElement, options: Partial<Omit<FlowBlock, 'node'>> = {}): FlowBlock {
  return { node, kind: 'text', breaks: false, keepWithNext: false, keepWithPrevious: false, ...options };
}

function bodyBlocks(body: LetterModel['body']): FlowBlock[] {
  return body.flatMap((part): FlowBlock[] => {
    switch (part.kind) {
      case 'paragraph':
        return [block(element('p', 'paragraph', part.text), { breaks: true })];
      case 'heading':
        return [block(element('h2', 'heading', part.text), { keepWithNext: true })];
      case 'facts':
        return part.items.map(({ label, value }) =>
          block(element('div', 'fact', element('dt', '', label), element('dd', '', value)), { kind: 'fact' }),
        );
    }
  });
}

function closingBlock({ closing, enclosures }: LetterModel): HTMLElement {
  const signed = element(
    'div',
    '',
    element('p', '', closing.greeting),
    element('p', 'sign', closing.signatory),
    ...(closing.role === '' ? [] : [element('p', '', closing.role)]),
  );
  const node = element('div', 'closing', signed);
  if (enclosures.length > 0 && enclosures.length <= ENCLOSURES_BESIDE) {
    node.append(
      element(
        'div',
        'enclosures',
        element('b', '', enclosuresWord(enclosures.length)),
        ...enclosures.map((line) => element('span', '', line)),
      ),
    );
  }
  return node;
}

function originalBlocks(model: LetterModel): FlowBlock[] {
  const many = model.enclosures.length > ENCLOSURES_BESIDE;
  return [
    block(element('h1', 'subject', model.subject), { keepWithNext: true }),
    ...bodyBlocks(model.body),
    ...(model.basisLine === '' ? [] : [block(element('p', 'paragraph', model.basisLine), { breaks: true })]),
    block(closingBlock(model), { kind: 'closing', keepWithPrevious: true }),
    ...(many
      ? [
          block(element('h2', 'heading', enclosuresWord(model.enclosures.length)), { keepWithNext: true }),
          block(element('p', 'paragraph tight', model.enclosures.join('\n')), { breaks: true }),
        ]
      : []),
  ];
}

/** German and the other language side by side, so that a finger finds the same sentence. */
function copyBlocks(copy: NonNullable<LetterModel['clientCopy']>): FlowBlock[] {
  const direction = directionOf(copy.language);
  const translatedNodes = (text: string) => isolatedNodes(text, direction === 'rtl');
  return copy.rows.map((row, index) => {
    const name = index === 0 ? 'subject' : row.heading ? 'topic' : 'sentences';
    const tag = index === 0 ? 'h1' : row.heading ? 'h2' : 'p';
    const translated = element(tag === 'h1' ? 'p' : tag, 'translated', ...translatedNodes(row.translated));
    translated.lang = copy.language;
    translated.dir = direction;
    return block(element('div', `row ${name}`, element(tag, '', row.german), translated), {
      kind: 'row',
      keepWithNext: row.heading,
      keepWithPrevious: index === copy.rows.length - 1,
    });
  });
}

/** The blocks of one part of a letter. */
export function flowOf({ model, part }: SheetSource): FlowBlock[] {
  return part === 'client-copy' && model.clientCopy ? copyBlocks(model.clientCopy) : originalBlocks(model);
}
