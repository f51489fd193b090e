import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayAfter } from '#shared/domain/days';
import { ANSWER_DAYS, groupOf, nextStates } from '#shared/domain/referral-life';
import type { ReferralState } from '#shared/domain/referrals';
import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { DateField } from '../../ui/date-field';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { RadioGroup } from '../../ui/radio-group';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './list.module.css';

/** Records what the partner or the client said: a state with date, person and note; can be taken back. */
export function RecordDialog(props: { referral: View<'referrals'>; by: string; onClose: () => void }) {
  const { t } = useTranslation('referrals');
  const { t: common } = useTranslation('common');
  const errorWords = useErrorWords();
  const { referral, by } = props;
  const [state, setState] = useState<ReferralState | null>(null);
  const [on, setOn] = useState<string | null>(todayIso());
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const ended = state !== null && groupOf(state) === 'ended';
  const [remindOn, setRemindOn] = useState<string | null>(dayAfter(todayIso(), ANSWER_DAYS));

  const record = async () => {
    if (state === null || on === null) return;
    const before = { state: referral.value.state, remindOn: referral.value.remindOn ?? null };
    try {
      await data.documents.change('referrals', referral.id, {
        state: { state, at: `${on}T12:00:00.000Z`, by, note: note.trim() },
        remindOn: ended ? null : remindOn,
      });
      showToast({
        message: t('record.done', { state: t(`state.${state}`) }),
        undo: async () => void (await data.documents.change('referrals', referral.id, before)),
      });
      props.onClose();
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog
      title={t('record.title', { partner: referral.value.partnerName })}
      size="s"
      isOpen
      dismissable={false}
      onClose={props.onClose}
      actions={
        <>
          <Button variant="primary" isDisabled={state === null || on === null} onPress={() => void record()}>
            {t('record.save')}
          </Button>
          <Button variant="quiet" onPress={props.onClose}>
            {common('action.cancel')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <RadioGroup
          label={t('record.what')}
          value={state}
          onChange={setState}
          options={nextStates(referral.value.state.state).map((value) => ({
            value,
            label: t(`state.${value}`),
          }))}
        />
        <DateField
          label={t(state === 'appointment' ? 'record.heardOn' : 'record.on')}
          value={on}
          onChange={setOn}
          max={todayIso()}
          maxWords={t('record.future')}
          required
        />
        <TextField
          label={t(state === 'appointment' ? 'record.appointmentNote' : 'record.note')}
          value={note}
          onChange={setNote}
          maxLength={500}
          spellCheck
        />
        {!ended && <DateField label={t('record.remindOn')} value={remindOn} onChange={setRemindOn} />}
        {error !== null && <Notice meaning="danger" title={errorWords(error)} alert />}
      </div>
    </Dialog>
  );
}
