import { useCallback, useEffect, useRef, useState } from 'react';
import type { LetterDraft, LetterModel } from '#shared/domain/letters';
import type { Referral } from '#shared/domain/referrals';
import { REFERRAL_TEMPLATE } from '#shared/letters/templates/referral';
import type { Person } from '../../data/api';
import { data } from '../../data/client';
import { firstChoice, type ReferChoice } from './choice';
import type { ReferSource } from './use-refer-source';

/** A pause after which the choices are saved, in milliseconds. */
const PAUSE_MS = 600;

export interface Refer {
  choice: ReferChoice;
  set: (patch: Partial<ReferChoice>) => void;
  number: string;
  /** A void sheet keeps its number; the next one bears another. */
  setNumber: (number: string) => void;
  /** Saves what is still waiting; answers with the documents it lies in. */
  save: (model: LetterModel | null) => Promise<{ referralId: string; draftId: string } | null>;
  /** True once everything typed is saved. */
  saved: boolean;
  error: unknown;
}

function choiceOf(source: ReferSource): ReferChoice {
  const { referral, draft } = source;
  const first = firstChoice(source.copyLanguage);
  if (!referral) return first;
  const model = draft?.value.model;
  return {
    ...first,
    topic: referral.value.topic,
    recipient:
      referral.value.partnerId === null
        ? referral.value.partnerName === ''
          ? null
          : { kind: 'hand-over' }
        : { kind: 'partner', id: referral.value.partnerId, name: referral.value.partnerName },
    reason: referral.value.reason ?? '',
    basis: referral.value.basis ?? null,
    answerBy: referral.value.remindOn ?? null,
    shares: draft?.value.shares ?? [],
    ...(model && {
      copyLanguage: model.clientCopy?.language ?? first.copyLanguage,
      parts: model.parts ?? first.parts,
      onStationery: model.onStationery,
      enclosures: model.enclosures.join('\n'),
      edited: draft.value.edited === true ? { subject: model.subject, body: model.body } : null,
    }),
  };
}

function referralOf(choice: ReferChoice, me: Person, handOver: string): Omit<Referral, 'state'> | null {
  if (choice.topic === null) return null;
  const { recipient } = choice;
  return {
    topic: choice.topic,
    reason: choice.reason,
    partnerId: recipient?.kind === 'partner' ? recipient.id : null,
    partnerName: recipient === null ? '' : recipient.kind === 'partner' ? recipient.name : handOver,
    basis: choice.basis,
    remindOn: choice.answerBy,
    counsellor: me.id,
  };
}

type DraftPatch = Pick<LetterDraft, 'number' | 'shares' | 'basis' | 'edited'> & { model?: LetterModel };

function draftOf(number: string, choice: ReferChoice, model: LetterModel | null): DraftPatch {
  const { shares, basis, edited } = choice;
  return { number, shares, basis, edited: edited !== null, ...(model && { model }) };
}

/** Writes both documents and notes in `ids` which ones came into being; null while there is no letter yet. */
async function keepDraft(
  source: ReferSource,
  referral: Omit<Referral, 'state'> | null,
  draft: DraftPatch,
  ids: { referral: string | null; draft: string | null },
): Promise<{ referralId: string; draftId: string } | null> {
  if (!referral) return null;
  const of = { fileId: source.file.id };
  if (ids.referral === null) {
    const at = new Date().toISOString();
    const state = { state: 'draft' as const, at, by: source.me.id, note: '' };
    ids.referral = (await data.documents.create('referrals', { ...referral, state }, of)).id;
  } else await data.documents.change('referrals', ids.referral, referral);
  const { model } = draft;
  if (ids.draft !== null) await data.documents.change('letter-drafts', ids.draft, draft);
  else if (model) {
    const { id: templateId, version: templateVersion } = REFERRAL_TEMPLATE;
    const value = { ...draft, model, referralId: ids.referral, templateId, templateVersion };
    ids.draft = (await data.documents.create('letter-drafts', value, of)).id;
  }
  return ids.draft === null ? null : { referralId: ids.referral, draftId: ids.draft };
}

/**
 * The choices of one referral, saved as a draft at every pause (a crash loses at most a second). The documents
 * come into being with the topic: before it there is nothing worth keeping.
 */
export function useRefer(source: ReferSource, handOver: string): Refer {
  const [choice, setChoice] = useState(() => choiceOf(source));
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(true);
  const [number, setNumber] = useState(source.draft?.value.number ?? source.newNumber);
  const ids = useRef({ referral: source.referral?.id ?? null, draft: source.draft?.id ?? null });
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const touched = useRef(false);

  const write = (now: ReferChoice, model: LetterModel | null) =>
    keepDraft(source, referralOf(now, source.me, handOver), draftOf(number, now, model), ids.current);
  const latest = useRef(write);
  useEffect(() => {
    latest.current = write;
  });

  const save = useCallback(
    (model: LetterModel | null) => {
      const job = queue.current.then(() => latest.current(choice, model));
      queue.current = job.then(
        () => {
          setSaved(true);
          setError(null);
        },
        (reason: unknown) => setError(reason),
      );
      return job;
    },
    [choice],
  );

  return {
    choice,
    number,
    setNumber,
    saved: saved || !touched.current,
    error,
    save,
    set: useCallback((patch) => {
      touched.current = true;
      setSaved(false);
      setChoice((now) => ({ ...now, ...patch }));
    }, []),
  };
}

/** Saves at a pause after each change of the letter, and when the page is left. */
export function useAutosave(refer: Refer, model: LetterModel | null): void {
  const { save, saved } = refer;
  const last = useRef<() => void>(() => undefined);
  useEffect(() => {
    last.current = saved ? () => undefined : () => void save(model).catch(() => undefined);
    if (saved) return;
    const timer = setTimeout(() => last.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [save, saved, model]);
  useEffect(() => () => last.current(), []);
}
