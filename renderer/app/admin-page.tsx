import { lazy } from 'react';
import { useDesk } from './desk-context';

const AdminScreen = lazy(async () => ({ default: (await import('../features/admin/screen')).AdminScreen }));

/** Verwaltung of the office that is unlocked here. */
export function AdminPage() {
  return <AdminScreen desk={useDesk()} />;
}
