import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CLIENT_LANGUAGES } from '#shared/domain/common';
import { type Arrival, ARRIVAL_REASONS } from '#shared/domain/queue';
import { data } from '../../data/client';
import { usePeople } from '../../data/use-people';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { ChipGroup } from '../../ui/chip-group';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { Select } from '../../ui/select';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import type { ArrivalLanguage } from './languages';
import styles from './queue.module.css';

const LANGUAGES: readonly ArrivalLanguage[] = [...CLIENT_LANGUAGES, 'und'];
const KINDS = ['walk-in', 'appointment'] as const;

interface Draft {
  name: string;
  language: ArrivalLanguage;
  kind: Arrival['kind'];
  reason: NonNullable<Arrival['reason']> | 'open';
}

/** Adds an arrival for somebody who does not use the kiosk. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('queue');
  const words = useErrorWords();
  const { me } = usePeople();
  const [draft, setDraft] = useState<Draft>({ name: '', language: 'de', kind: 'walk-in', reason: 'open' });
  const [problem, setProblem] = useState<unknown>(null);
  const add = async () => {
    try {
      const at = new Date().toISOString();
      const number = await data.queue.nextNumber();
      const added = await data.documents.create('arrivals', {
        number,
        at,
        language: draft.language,
        kind: draft.kind,
        reason: draft.reason === 'open' ? null : draft.reason,
        code: null,
        name: draft.name.trim() || null,
        birthYear: null,
        source: 'staff',
        state: { state: 'waiting', at, by: me?.id ?? null },
      });
      showToast({
        message: t('said.added', { number }),
        undo: () => data.documents.remove('arrivals', added.id),
      });
      onClose();
    } catch (failure) {
      setProblem(failure);
    }
  };
  return (
    <Dialog
      title={t('addDialog.title')}
      isOpen
      onClose={onClose}
      dismissable={false}
      actions={
        <Button variant="primary" onPress={() => void add()}>
          {t('addDialog.add')}
        </Button>
      }
    >
      <form
        className={styles.assign}
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Fields draft={draft} onDraft={(change) => setDraft({ ...draft, ...change })} />
        {problem !== null && (
          <Notice meaning="danger" alert>
            {words(problem)}
          </Notice>
        )}
      </form>
    </Dialog>
  );
}

function Fields({ draft, onDraft }: { draft: Draft; onDraft: (change: Partial<Draft>) => void }) {
  const { t } = useTranslation('queue');
  return (
    <>
      <p className={styles.soft}>{t('addDialog.help')}</p>
      <TextField
        label={t('addDialog.name')}
        value={draft.name}
        onChange={(name) => onDraft({ name })}
        maxLength={100}
        autoFocus
      />
      <Select
        label={t('addDialog.language')}
        value={draft.language}
        onChange={(language) => onDraft({ language })}
        options={LANGUAGES.map((id) => ({ value: id, label: t(`language.${id}`) }))}
      />
      <ChipGroup
        label={t('addDialog.kind')}
        look="segments"
        value={draft.kind}
        onChange={(kind) => kind && onDraft({ kind })}
        chips={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      <Select
        label={t('addDialog.reason')}
        value={draft.reason}
        onChange={(reason) => onDraft({ reason })}
        options={[
          { value: 'open' as const, label: t('addDialog.reasonOpen') },
          ...ARRIVAL_REASONS.map((value) => ({ value, label: t(`reason.${value}`) })),
        ]}
      />
    </>
  );
}
