import type { ClientLanguage } from '#shared/domain/common';
import { isClientLanguage, LANGUAGES, type LanguageInfo } from '../../i18n/languages';

/** A language of an arrival as the table of texts knows it; `und` is a language that the kiosk does not offer. */
export type ArrivalLanguage = ClientLanguage | 'und';

export function arrivalLanguage(id: string): ArrivalLanguage {
  return isClientLanguage(id) ? id : 'und';
}

/** Autonym and direction; null for German and for languages without a table. */
export function ownScript(id: string): LanguageInfo | null {
  return isClientLanguage(id) && id !== 'de' ? LANGUAGES[id] : null;
}
