import { OFFICE_DOCUMENT } from '#shared/domain/office';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientFile } from '#shared/domain/client-files';
import type { LetterModel } from '#shared/domain/letters';
import type { Office } from '#shared/domain/office';
import type { LegalBasis } from '#shared/domain/referrals';
import { buildFreeLetter } from '#shared/letters/free-letter';
import { FREE_TEMPLATE } from '#shared/letters/templates/free';
import type { Person, View } from '../../data/api';
import { data } from '../../data/client';
import { todayIso } from '../../lib/dates';

const PAUSE_MS = 600;

export interface FreeText {
  recipient: string;
  subject: string;
  text: string;
  basis: LegalBasis | null;
  enclosures: string;
  onStationery: boolean;
  fileCopy: boolean;
}

/** What the page reads once; it then lives from what is typed. */
export interface FreeSource {
  office: Office;
  me: Person;
  fileId: string | null;
  client: ClientFile | null;
  draft: View<'letter-drafts'> | null;
  newNumber: string;
}

export async function readFreeSource(fileId?: string, draftId?: string): Promise<FreeSource | null> {
  const [state, office, draft, newNumber] = await Promise.all([
    data.security.state(),
    data.documents.get('office', OFFICE_DOCUMENT),
    draftId === undefined ? null : data.documents.get('letter-drafts', draftId),
    data.letters.newNumber(),
  ]);
  if (state.state !== 'unlocked' || (draftId !== undefined && draft === null)) return null;
  const file = draft?.fileId ?? fileId ?? null;
  const client = file === null ? null : await data.documents.get('client-files', file);
  return {
    office: office?.value ?? { name: state.officeName },
    me: state.person,
    fileId: file,
    client: client?.value ?? null,
    draft,
    newNumber,
  };
}

function textOf({ draft }: FreeSource): FreeText {
  const model = draft?.value.model;
  return {
    recipient: model?.recipient.join('\n') ?? '',
    subject: model?.subject ?? '',
    text: model?.body.flatMap((block) => (block.kind === 'facts' ? [] : [block.text])).join('\n\n') ?? '',
    basis: draft?.value.basis ?? null,
    enclosures: model?.enclosures.join('\n') ?? '',
    onStationery: model?.onStationery ?? false,
    fileCopy: model?.parts?.includes('file-copy') ?? false,
  };
}

/** A free letter: its model as it would be printed now, saved as a draft at every pause. */
export function useFreeLetter(source: FreeSource) {
  const [text, setText] = useState(() => textOf(source));
  const [saved, setSaved] = useState(true);
  const [error, setError] = useState<unknown>(null);
  const [number, setNumber] = useState(source.draft?.value.number ?? source.newNumber);
  const draftId = useRef(source.draft?.id ?? null);
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const model = useMemo<LetterModel>(
    () =>
      buildFreeLetter({
        office: source.office,
        client: source.client,
        recipient: text.recipient.split('\n'),
        subject: text.subject,
        text: text.text,
        basis: text.basis,
        number,
        date: todayIso(),
        writer: source.me.name,
        enclosures: text.enclosures
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
        onStationery: text.onStationery,
        parts: text.fileCopy ? ['original', 'file-copy'] : ['original'],
      }),
    [source, text, number],
  );

  const save = useCallback(() => {
    const write = async () => {
      const draft = {
        referralId: null,
        templateId: FREE_TEMPLATE.id,
        templateVersion: FREE_TEMPLATE.version,
        model,
        basis: text.basis,
        number,
      };
      if (draftId.current !== null) await data.documents.change('letter-drafts', draftId.current, draft);
      else {
        const options = source.fileId === null ? {} : { fileId: source.fileId };
        draftId.current = (await data.documents.create('letter-drafts', draft, options)).id;
      }
      return draftId.current;
    };
    const job = queue.current.then(write);
    queue.current = job.then(
      () => {
        setSaved(true);
        setError(null);
      },
      (reason: unknown) => setError(reason),
    );
    return job;
  }, [model, text.basis, number, source.fileId]);

  const last = useRef<() => void>(() => undefined);
  useEffect(() => {
    last.current = saved ? () => undefined : () => void save().catch(() => undefined);
    if (saved) return;
    const timer = setTimeout(() => last.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [save, saved]);
  useEffect(() => () => last.current(), []);

  const set = (patch: Partial<FreeText>) => {
    setSaved(false);
    setText((now) => ({ ...now, ...patch }));
  };
  return { text, set, model, number, setNumber, saved, error, save };
}
