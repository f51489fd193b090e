import type { ClientLanguage } from '#shared/domain/common';

/**
 * Texts for clients live in `client/<language>/<namespace>.json`, in all 19 languages, each with
 * `"_status": "draft" | "reviewed"`: a draft says so on screen and paper until a native speaker has read it.
 */
export type ClientNamespace = 'kiosk' | 'letters' | 'assessments';
export type ClientTexts = Record<string, string> & { _status: 'draft' | 'reviewed' };

const files = import.meta.glob<{ default: ClientTexts }>('./client/*/*.json');

/** All texts of one namespace in one language; rejects when the file is missing. */
export async function clientTexts(
  language: ClientLanguage,
  namespace: ClientNamespace,
): Promise<ClientTexts> {
  const load = files[`./client/${language}/${namespace}.json`];
  if (!load) throw new Error(`no client texts ${language}/${namespace}`);
  return (await load()).default;
}

/** Fills `{name}` placeholders. Values are isolated (U+2068 … U+2069) so that they keep their direction in RTL text. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : `\u2068${value}\u2069`;
  });
}
