import { infoOf, loadOnce, rowsOf, type PackInfo } from './pack';

/** A residence document or an asylum decision of an unofficial list: something to pick from, no statement of law. */
export type ResidenceDocument = {
  kind: 'document' | 'decision';
  code: string;
  de: string;
  /** Empty where the list has no English label. */
  en: string;
  section: string;
};

export type ResidenceDocuments = { info: PackInfo; official: false; documents: ResidenceDocument[] };

/** Residence documents and asylum decisions with their sections. */
export const loadResidenceDocuments: () => Promise<ResidenceDocuments> = loadOnce(async () => {
  const pack = (await import('./residence-documents.json')).default;
  const documents = rowsOf(pack).map(([kind, code = '', de = '', en = '', section = '']) => ({
    kind: kind === 'decision' ? ('decision' as const) : ('document' as const),
    code,
    de,
    en,
    section,
  }));
  return { info: infoOf(pack), official: false, documents };
});
