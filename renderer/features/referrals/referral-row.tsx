import { CalendarClock, CircleCheck, CircleDashed, CircleDot, CircleSlash2, Send } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupOf, nextStates, waitOf } from '#shared/domain/referral-life';
import type { ReferralState } from '#shared/domain/referrals';
import type { View } from '../../data/api';
import { formatDate, todayIso } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { Button } from '../../ui/button';
import { HistoryButton } from '../../ui/history-button';
import { LinkButton } from '../../ui/link-button';
import { Mark, type Meaning } from '../../ui/mark';
import { Row } from '../../ui/row-list';
import { RecordDialog } from './record-dialog';

const MARKS: Readonly<Record<ReferralState, [Meaning, LucideIcon]>> = {
  draft: ['neutral', CircleDashed],
  sent: ['info', Send],
  received: ['info', CircleDot],
  accepted: ['ok', CircleCheck],
  'waiting-list': ['warn', CalendarClock],
  appointment: ['ok', CalendarClock],
  declined: ['danger', CircleSlash2],
  'no-show': ['warn', CircleSlash2],
  completed: ['ok', CircleCheck],
  withdrawn: ['neutral', CircleSlash2],
  expired: ['warn', CircleSlash2],
  forwarded: ['info', Send],
};

/** One referral: how long it has stood, to whom, in which state, and the next thing to do. */
export function ReferralRow(props: {
  referral: View<'referrals'>;
  clientName?: string;
  by: string | null;
  /** Opens at once to record what was said. */
  asked?: boolean;
}) {
  const { t } = useTranslation('referrals');
  const { t: common } = useTranslation('common');
  const [recording, setRecording] = useState(props.asked ?? false);
  const { referral, clientName, by } = props;
  const { value, fileId } = referral;
  const { state, at, note } = value.state;
  const { days, due } = waitOf(value, todayIso());
  const ended = groupOf(state) === 'ended';
  const [meaning, icon] = MARKS[state];
  const partner = value.partnerName || t('list.noPartner');
  const detail = [
    clientName === undefined ? '' : partner,
    t(`topic.${value.topic}`),
    t('list.since', { date: formatDate(at) }),
    note,
    !ended && value.remindOn ? t(due ? 'list.due' : 'list.remind', { date: formatDate(value.remindOn) }) : '',
  ].filter((part) => part !== '');
  return (
    <Row
      anchor={ended ? '' : common('time.days', { count: days })}
      title={<bdi>{clientName ?? partner}</bdi>}
      {...(clientName !== undefined && fileId && { href: paths.clientFile(fileId) })}
      detail={detail.join(' · ')}
      past={ended}
      state={
        <Mark meaning={meaning} icon={icon}>
          {t(`state.${state}`)}
        </Mark>
      }
      actions={
        <>
          <HistoryButton
            look="icon"
            what={t('list.historyOf', { partner })}
            records={[{ collection: 'referrals', id: referral.id }]}
          />
          {state === 'draft' && fileId && (
            <LinkButton variant="quiet" href={paths.refer(fileId, referral.id)}>
              {t('list.continue')}
            </LinkButton>
          )}
          {nextStates(state).length > 0 && by !== null && (
            <Button variant="quiet" onPress={() => setRecording(true)}>
              {t(state === 'draft' ? 'list.withdraw' : 'list.record')}
            </Button>
          )}
          {recording && by !== null && (
            <RecordDialog referral={referral} by={by} onClose={() => setRecording(false)} />
          )}
        </>
      }
    />
  );
}
