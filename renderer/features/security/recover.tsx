import { ArrowLeft } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { useProblemWords } from '../../ui/problem-words';
import { Select } from '../../ui/select';
import { TextArea } from '../../ui/text-area';
import { GateShell } from './gate-shell';
import styles from './gate.module.css';
import { NewPassphraseFields } from './new-passphrase-fields';
import { useNewPassphrase } from './use-new-passphrase';

interface RecoverProps {
  onBack: () => void;
  officeName: string;
  people: Extract<AppState, { state: 'locked' }>['people'];
}

/** A new passphrase for a lead, proved by the recovery sheet. */
export function Recover({ onBack, officeName, people }: RecoverProps) {
  const { t } = useTranslation(['security', 'common']);
  const words = useErrorWords();
  const problemWords = useProblemWords();
  const leads = people.filter(({ role }) => role === 'lead');
  const [personId, setPersonId] = useState(leads[0]?.id ?? null);
  const [groups, setGroups] = useState('');
  const [checked, setChecked] = useState(false);
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const lead = leads.find(({ id }) => id === personId);
  const fresh = useNewPassphrase([officeName, lead?.name ?? '']);

  const recover = async (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    fresh.check();
    if (!fresh.ready || groups.trim() === '' || personId === null || pending) return;
    setPending(true);
    setProblem(null);
    try {
      await data.security.recover({ groups, personId, passphrase: fresh.passphrase });
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <GateShell
      officeName={officeName}
      title={t('security:recover.title')}
      subtitle={t('security:recover.subtitle')}
      above={
        <Button variant="quiet" icon={ArrowLeft} onPress={onBack} className={styles.back}>
          {t('common:action.back')}
        </Button>
      }
    >
      <div className={`${styles.sheet} ${styles.single}`}>
        {leads.length === 0 ? (
          <div className={styles.form}>
            <Notice meaning="info">{t('security:recover.noLead')}</Notice>
          </div>
        ) : (
          <form className={styles.form} noValidate onSubmit={(event) => void recover(event)}>
            {leads.length > 1 && (
              <Select
                label={t('security:recover.person')}
                options={leads.map(({ id, name }) => ({ value: id, label: name }))}
                value={personId}
                onChange={setPersonId}
              />
            )}
            <TextArea
              label={t('security:recover.groups')}
              help={t('security:recover.groupsHelp')}
              value={groups}
              onChange={setGroups}
              error={checked && groups.trim() === '' ? problemWords('required') : undefined}
              dir="ltr"
              rows={3}
              autoFocus
            />
            <NewPassphraseFields state={fresh} disabled={pending} />
            {problem !== null && (
              <Notice meaning="danger" alert>
                {words(problem)}
              </Notice>
            )}
            <Button type="submit" variant="primary" wide isPending={pending}>
              {pending ? t('security:unlock.pending') : t('security:recover.submit')}
            </Button>
          </form>
        )}
      </div>
    </GateShell>
  );
}
