import { LANGUAGES } from '../i18n/languages';
import { element } from './dom';

/** Direction of a language; of an unknown one, that of German. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return (LANGUAGES as Readonly<Record<string, { direction: 'ltr' | 'rtl' }>>)[language]?.direction ?? 'ltr';
}

/** A stretch of text; `isolated` stands in its own direction inside right-to-left text (UAX #9). */
export interface Stretch {
  text: string;
  isolated: boolean;
}

const FOREIGN =
  /[\p{Script=Latin}\p{Nd}§](?:[\p{Script=Latin}\p{Nd}\p{M}§.,:@/+\-\u00a0 ]*[\p{Script=Latin}\p{Nd}\p{M}])?/gu;
const STRONG_RTL = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

function splitForeign(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(FOREIGN)) {
    stretches.push(
      { text: text.slice(end, match.index), isolated: false },
      { text: match[0], isolated: true },
    );
    end = match.index + match[0].length;
  }
  return [...stretches, { text: text.slice(end), isolated: false }];
}

/** Stretches between U+2068 and U+2069, and in right-to-left text also every German word, number and "§". */
export function stretchesOf(text: string, rightToLeft: boolean): Stretch[] {
  return text
    .split(/(\u2068[^\u2069]*\u2069)/)
    .flatMap((part): Stretch[] => {
      if (part.startsWith('\u2068')) return [{ text: part.slice(1, -1), isolated: true }];
      return rightToLeft ? splitForeign(part) : [{ text: part, isolated: false }];
    })
    .filter((stretch) => stretch.text !== '');
}

/** A short isolated value keeps together; one as long as a line may break, else it would leave its column. */
const KEEP_TOGETHER = 28;

/** Nodes for one cell of the client's copy. */
export function isolatedNodes(text: string, rightToLeft: boolean): Array<Node | string> {
  return stretchesOf(text, rightToLeft).map((stretch) => {
    if (!stretch.isolated) return stretch.text;
    const value = element('bdi', stretch.text.length <= KEEP_TOGETHER ? 'together' : '', stretch.text);
    const turned = STRONG_RTL.test(stretch.text);
    value.dir = turned ? 'rtl' : 'ltr';
    if (!turned) value.lang = 'de';
    return value;
  });
}
