import { useEffect, useState } from 'react';
import type { LetterModel } from '#shared/domain/letters';
import { REFERRAL_TEMPLATE } from '#shared/letters/templates/referral';
import type { View } from '../../data/api';
import { answerPrinted, keepLetter, noteOutput } from '../../data/letter-jobs';
import { todayIso } from '../../lib/dates';
import { platform } from '../../platform/current';
import { missingIn, type Missing } from './choice';
import type { Refer } from './use-refer';
import type { ReferSource } from './use-refer-source';

/** Where each missing answer is asked for. */
export const PLACE: Readonly<Record<Missing, string>> = {
  topic: 'refer-topic',
  recipient: 'refer-recipient',
  basis: 'refer-sharing',
  basisDay: 'refer-sharing',
  provision: 'refer-sharing',
  protectedAddress: 'refer-sharing',
  parts: 'refer-print',
};

export interface PrintJob {
  missing: Missing[];
  letter: View<'letters'> | null;
  busy: boolean;
  error: unknown;
  start: (how: 'print' | 'pdf') => Promise<void>;
  again: () => Promise<void>;
  answer: (said: 'printed' | 'void') => Promise<void>;
  end: () => void;
}

/** From "Drucken" to the question whether it came out right: save, keep the snapshot, then print exactly that. */
export function usePrintJob(refer: Refer, source: ReferSource, model: LetterModel | null): PrintJob {
  const [missing, setMissing] = useState<Missing[]>([]);
  const [letter, setLetter] = useState<View<'letters'> | null>(null);
  const [draftId, setDraftId] = useState<string | null>(null);
  const [how, setHow] = useState<'print' | 'pdf'>('print');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => setMissing([]), [refer.choice]);

  const send = async (snapshot: LetterModel, way: 'print' | 'pdf') => {
    await noteOutput(way, source.file.id);
    await (way === 'print'
      ? platform.print([snapshot])
      : platform.savePdf([snapshot], `Schreiben ${refer.number}.pdf`));
  };

  const start = async (way: 'print' | 'pdf') => {
    const open = missingIn(refer.choice, source.file.value, model);
    setMissing(open);
    const [first] = open;
    if (first !== undefined) {
      const place = document.getElementById(PLACE[first]);
      place?.focus({ preventScroll: true });
      place?.scrollIntoView({ block: 'start' });
      return;
    }
    if (model === null || refer.choice.basis === null) return;
    setBusy(true);
    setError(null);
    setHow(way);
    try {
      const kept = await refer.save(model);
      if (kept === null) return;
      const snapshot = await keepLetter({
        fileId: source.file.id,
        referralId: kept.referralId,
        number: refer.number,
        templateId: REFERRAL_TEMPLATE.id,
        templateVersion: REFERRAL_TEMPLATE.version,
        model,
        basis: refer.choice.basis,
        date: todayIso(),
        by: source.me.id,
      });
      setDraftId(kept.draftId);
      await send(snapshot.value.model, way);
      setLetter(snapshot);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return {
    missing,
    letter,
    busy,
    error,
    start,
    again: async () => {
      if (letter) await send(letter.value.model, how).catch(setError);
    },
    answer: async (said) => {
      if (!letter) return;
      const next = await answerPrinted(letter, said, source.me.id, draftId);
      if (next !== null) refer.setNumber(next);
      setLetter(null);
    },
    end: () => setLetter(null),
  };
}
