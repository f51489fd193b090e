import { useTranslation } from 'react-i18next';
import type { Residence } from '#shared/domain/residence';
import { loadResidenceDocuments, type ResidenceDocument } from '../../data/packs/residence-documents';
import { usePack } from '../../data/packs/use-pack';

/** The documents to pick from; asylum decisions are no documents. */
export function useResidenceDocuments(): ResidenceDocument[] {
  const pack = usePack(loadResidenceDocuments);
  return pack?.documents.filter(({ kind }) => kind === 'document') ?? [];
}

/** The name of a document type in the staff's language; what is not in the list stands as typed. */
export function useDocumentName(): (type: string | undefined) => string {
  const { i18n } = useTranslation();
  const documents = useResidenceDocuments();
  return (type) => {
    const found = documents.find(({ code }) => code === type);
    return (i18n.language === 'en' && found?.en ? found.en : found?.de) ?? type ?? '';
  };
}

/** Document and legal basis as short as they are said: "AE § 25 Abs. 2". */
export function useShortDocument(): (residence: Residence) => string {
  const nameOf = useDocumentName();
  return ({ documentType, legalBasis }) => {
    const basis = shortBasis(legalBasis ?? '');
    if (documentType === 'AE' || documentType === 'NE')
      return [documentType, basis].filter(Boolean).join(' ');
    return [nameOf(documentType), basis].filter(Boolean).join(', ');
  };
}

/** "§ 25 Abs. 2 AufenthG" without the law's name, with spaces that do not break. */
function shortBasis(basis: string): string {
  return basis
    .replace(/\s*(AufenthG|AsylG)\s*$/u, '')
    .trim()
    .replace(/(§§?|Abs\.|Satz|Nr\.)\s+/gu, '$1\u00a0');
}
