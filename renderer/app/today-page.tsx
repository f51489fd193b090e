import { lazy } from 'react';
import { useDesk } from './desk-context';

const TodayScreen = lazy(async () => ({ default: (await import('../features/today/screen')).TodayScreen }));

/** Heute, with what the waiting area does when somebody is called. */
export function TodayPage() {
  const { person } = useDesk();
  return <TodayScreen person={person} onCall={() => undefined} />;
}
