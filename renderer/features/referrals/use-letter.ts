import { useEffect, useMemo, useState } from 'react';
import { CLIENT_LANGUAGES, type ClientLanguage } from '#shared/domain/common';
import type { LetterModel } from '#shared/domain/letters';
import type { LegalBasis } from '#shared/domain/referrals';
import type { CopyTexts } from '#shared/letters/client-copy';
import { editedBody } from '#shared/letters/edited';
import { buildReferralLetter } from '#shared/letters/referral-letter';
import type { View } from '../../data/api';
import { clientTexts } from '../../i18n/client-texts';
import { todayIso } from '../../lib/dates';
import type { ReferChoice } from './choice';
import type { ReferSource } from './use-refer-source';

type Copy = { language: string; german: CopyTexts; translated: CopyTexts; draft: boolean };

function isClientLanguage(language: string): language is ClientLanguage {
  return (CLIENT_LANGUAGES as readonly string[]).includes(language);
}

/** The sentences of the client's copy; null until they are loaded. */
function useCopyTexts(language: string | null): Copy | null {
  const [copy, setCopy] = useState<Copy | null>(null);
  useEffect(() => {
    let stale = false;
    if (language === null || !isClientLanguage(language)) return setCopy(null);
    void Promise.all([clientTexts('de', 'letters'), clientTexts(language, 'letters')]).then(
      ([german, translated]) => {
        if (!stale) setCopy({ language, german, translated, draft: translated._status === 'draft' });
      },
    );
    return () => {
      stale = true;
    };
  }, [language]);
  return copy?.language === language ? copy : null;
}

/** While nothing is chosen yet the preview has no such line, and printing asks for a choice. */
const NOT_CHOSEN: LegalBasis = { kind: 'client-carries', on: null, provision: '' };

/** The letter as it would be printed now; null until its texts are there. */
export function useLetter(
  source: ReferSource,
  choice: ReferChoice,
  partner: View<'partners'> | null,
  number: string,
): LetterModel | null {
  const copy = useCopyTexts(choice.copyLanguage);
  return useMemo(() => {
    if (choice.copyLanguage !== null && copy === null) return null;
    const built = buildReferralLetter({
      office: source.office,
      client: source.file.value,
      facts: source.facts,
      partner: choice.recipient?.kind === 'partner' ? (partner?.value ?? null) : null,
      topic: choice.topic ?? 'other',
      reason: choice.reason,
      basis: choice.basis ?? NOT_CHOSEN,
      shares: new Set(choice.shares),
      number,
      date: todayIso(),
      answerBy: choice.answerBy,
      writer: source.me.name,
      enclosures: choice.enclosures
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
      onStationery: choice.onStationery,
      parts: choice.parts,
      copy,
    });
    const honest = choice.basis === null ? { ...built, basisLine: '' } : built;
    if (choice.edited === null) return honest;
    const { subject, body } = choice.edited;
    return { ...honest, subject, body: editedBody(body, honest.body) };
  }, [source, choice, partner, number, copy]);
}
