import { useCallback, useEffect, useRef, useState } from 'react';
import type { LetterModel } from '#shared/domain/letters';
import type { Referral } from '#shared/domain/referrals';
import { REFERRAL_TEMPLATE } from '#shared/letters/templates/referral';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import type { Person } from '../../data/api';
import { firstChoice, type ReferChoice } from './choice';
import type { ReferSource } from './use-refer-source';

/** A pause after which the choices are saved, in milliseconds. */
const PAUSE_MS = 600;

export interface Refer {
  choice: ReferChoice;
  set(patch: Partial<ReferChoice>): void;
  number: string;
  /** Saves what is still waiting; answers with the documents it lies in. */
  save(model: LetterModel | null): Promise<{ referralId: string; draftId: string } | null>;
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

/**
 * The choices of one referral, saved as a draft at every pause (a crash loses at most a second). The documents
 * come into being with the topic: before it there is nothing worth keeping.
 */
export function useRefer(source: ReferSource, handOver: string): Refer {
  const [choice, setChoice] = useState(() => choiceOf(source));
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(true);
  const [number] = useState(source.draft?.value.number ?? source.newNumber);
  const ids = useRef({ referral: source.referral?.id ?? null, draft: source.draft?.id ?? null });
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const touched = useRef(false);

  const write = async (now: ReferChoice, model: LetterModel | null) => {
    const referral = referralOf(now, source.me, handOver);
    if (!referral) return null;
    const at = new Date().toISOString();
    const draft = {
      number,
      shares: now.shares,
      basis: now.basis,
      edited: now.edited !== null,
      ...(model && { model }),
    };
    if (ids.current.referral === null) {
      const state = { state: 'draft' as const, at, by: source.me.id, note: '' };
      const made = await data.documents.create(
        'referrals',
        { ...referral, state },
        { fileId: source.file.id },
      );
      ids.current.referral = made.id;
    } else await data.documents.change('referrals', ids.current.referral, referral);
    if (ids.current.draft !== null) await data.documents.change('letter-drafts', ids.current.draft, draft);
    else if (model) {
      const made: View<'letter-drafts'> = await data.documents.create(
        'letter-drafts',
        {
          ...draft,
          model,
          referralId: ids.current.referral,
          templateId: REFERRAL_TEMPLATE.id,
          templateVersion: REFERRAL_TEMPLATE.version,
        },
        { fileId: source.file.id },
      );
      ids.current.draft = made.id;
    }
    return ids.current.draft === null
      ? null
      : { referralId: ids.current.referral, draftId: ids.current.draft };
  };
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
