import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../../data/client';
import type { Accepted, HandedInView } from '../../data/handed-in-api';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { ConfirmDialog, Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';

/** "3 Einträge in 2 Akten". */
function useAmountWords(): (item: HandedInView) => string {
  const { t } = useTranslation('admin');
  return ({ entries, files }) =>
    t('handedIn.amount', {
      entries: t('handedIn.entries', { count: entries }),
      files: t('handedIn.files', { count: files }),
    });
}

function DiscardDialog(props: { item: HandedInView; onDiscard: () => void; onClose: () => void }) {
  const { item, onDiscard, onClose } = props;
  const { t } = useTranslation(['admin', 'common']);
  const [sure, setSure] = useState(false);
  const amount = useAmountWords()(item);
  return (
    <Dialog
      title={t('admin:handedIn.discardTitle', { name: item.personName })}
      isOpen
      onClose={onClose}
      size="s"
      role="alertdialog"
      actions={
        <>
          <Button variant="danger" isDisabled={!sure} onPress={onDiscard}>
            {t('admin:handedIn.discard')}
          </Button>
          <Button onPress={onClose} autoFocus>
            {t('common:action.cancel')}
          </Button>
        </>
      }
    >
      <p>{t('admin:handedIn.discardHelp', { amount })}</p>
      <Checkbox label={t('admin:handedIn.discardSure')} checked={sure} onChange={setSure} />
    </Dialog>
  );
}

/** What became of it, where not all of it was taken over. */
function Outcome({ name, accepted }: { name: string; accepted: Accepted }) {
  const { t } = useTranslation('admin');
  const { taken, erased, left } = accepted;
  return (
    <Notice meaning={left > 0 ? 'warn' : 'ok'}>
      {t('handedIn.taken', { name, count: taken })} {erased > 0 && t('handedIn.erased', { count: erased })}{' '}
      {left > 0 && t('handedIn.left', { count: left })}
    </Notice>
  );
}

/** From whom, how much, and the two things that may be done. */
function HandedInRow(props: {
  item: HandedInView;
  isPending: boolean;
  onAsk: (as: 'accept' | 'discard') => void;
}) {
  const { item, isPending, onAsk } = props;
  const { personName: name, deviceName, since, unreadable, begun } = item;
  const { t } = useTranslation('admin');
  const moments = useMomentWords();
  const amountOf = useAmountWords();
  const detail = [
    amountOf(item),
    t('handedIn.since', { at: moments.moment(since) }),
    unreadable > 0 && t('handedIn.unreadable', { count: unreadable }),
    begun && t('handedIn.begun'),
  ];
  return (
    <Row
      title={t('handedIn.from', { name, device: deviceName ?? t('handedIn.device') })}
      detail={detail.filter(Boolean).join(' · ')}
      actions={
        <>
          <Button isPending={isPending} onPress={() => onAsk('accept')}>
            {t('handedIn.accept')}
          </Button>
          {!begun && (
            <Button variant="quiet" onPress={() => onAsk('discard')}>
              {t('handedIn.discard')}
            </Button>
          )}
        </>
      }
    />
  );
}

/**
 * What devices handed in after somebody left or a device was reported lost; only there while something waits. Leads
 * take it over, or discard it.
 */
export function HandedInSection({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const amountOf = useAmountWords();
  const { value: waiting = [] } = useLive([SECURITY_TOPIC], () => data.handedIn.list(), []);
  const [asked, setAsked] = useState<{ item: HandedInView; as: 'accept' | 'discard' } | null>(null);
  const [pending, setPending] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [outcome, setOutcome] = useState<{ name: string; accepted: Accepted } | null>(null);
  const run = async ({ deviceId }: HandedInView, work: () => Promise<void>) => {
    setAsked(null);
    setProblem(null);
    setPending(deviceId);
    await work().catch(setProblem);
    setPending(null);
  };
  const accept = (item: HandedInView) =>
    run(item, async () => {
      setOutcome({ name: item.personName, accepted: await data.handedIn.accept(item.deviceId) });
    });
  const discard = (item: HandedInView) =>
    run(item, async () => {
      await data.handedIn.discard(item.deviceId);
      showToast({ message: t('handedIn.discarded', { name: item.personName }) });
    });
  if (waiting.length === 0 && problem === null && outcome === null) return null;
  return (
    <Section look="file" id={id} title={t('handedIn.title')} count={waiting.length || undefined}>
      {waiting.length > 0 && <p className={styles.lead}>{t('handedIn.help')}</p>}
      {problem !== null && (
        <Notice meaning="warn" alert>
          {words(problem)}
        </Notice>
      )}
      {outcome && <Outcome {...outcome} />}
      <RowList>
        {waiting.map((item) => (
          <HandedInRow
            key={item.deviceId}
            item={item}
            isPending={pending === item.deviceId}
            onAsk={(as) => setAsked({ item, as })}
          />
        ))}
      </RowList>
      {asked?.as === 'accept' && (
        <ConfirmDialog
          title={t('handedIn.acceptTitle', { name: asked.item.personName })}
          isOpen
          confirm={t('handedIn.accept')}
          onConfirm={() => void accept(asked.item)}
          onClose={() => setAsked(null)}
        >
          <p>{t('handedIn.acceptHelp', { amount: amountOf(asked.item) })}</p>
          <p>{t('handedIn.acceptConflicts')}</p>
        </ConfirmDialog>
      )}
      {asked?.as === 'discard' && (
        <DiscardDialog
          item={asked.item}
          onDiscard={() => void discard(asked.item)}
          onClose={() => setAsked(null)}
        />
      )}
    </Section>
  );
}
