import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../data/api';
import { useErrorWords } from '../i18n/errors';
import { showToast } from '../ui/toast';
import { useDesk } from './desk-context';
import { LastBackup, TodayScreen } from './screens';

/** Heute, with what the waiting area does when somebody is called. */
export function TodayPage() {
  const { demo, person } = useDesk();
  const { t } = useTranslation('app');
  const words = useErrorWords();
  const call = async (arrival: View<'arrivals'>) => {
    try {
      const { callArrival } = await import('../features/queue/actions');
      const undo = await callArrival(arrival, person.id);
      showToast({ message: t('called', { number: arrival.value.number }), undo });
    } catch (reason) {
      showToast({ message: words(reason) });
    }
  };
  return (
    <>
      <TodayScreen person={person} onCall={(arrival) => void call(arrival)} />
      {!demo && (
        <Suspense fallback={null}>
          <LastBackup />
        </Suspense>
      )}
    </>
  );
}
