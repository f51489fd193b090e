import { Outlet, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { HeldBackWindow } from '../ui/held-back-window';
import { Skeleton } from '../ui/skeleton';
import { ToastRegion } from '../ui/toast';
import { ErrorBoundary } from './error-boundary';
import styles from './frame.module.css';
import { Navigation } from './navigation';
import { useDesk } from './desk-context';
import { OfficeBanners } from './office-banners';
import { AdminPage } from './pages';
import { RoleChanged } from './role-changed';
import { HistorySheet } from './screens';
import { TopBar } from './top-bar';
import { useIdleLock, useLockTogether } from './use-lock';
import { closeHistory, useHistoryRequest } from '../lib/history-request';
import { useSettings } from '../lib/settings';
import { classNames } from '../ui/class-names';

/** Navigation, top bar and one white sheet. */
export function Frame() {
  const { t } = useTranslation('app');
  const { rail } = useSettings();
  // Whatever the address says: the administration has no other page.
  const isAdministration = useDesk().person.role === 'administration';
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const history = useHistoryRequest();
  useIdleLock();
  useLockTogether();

  // The sheet belongs to its page.
  useEffect(() => closeHistory, [path]);

  // A new page starts at its top and, for screen readers and keys, at its beginning.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <div className={classNames(styles.desk, rail && styles.folded)}>
      <a
        className={styles.skip}
        href="#main"
        onClick={(event) => (event.preventDefault(), main.current?.focus())}
      >
        {t('frame.skip')}
      </a>
      <Navigation />
      <TopBar />
      <main ref={main} id="main" tabIndex={-1} className={styles.main}>
        <OfficeBanners />
        <ErrorBoundary key={path}>
          <Suspense
            fallback={
              <div className={styles.loading}>
                <Skeleton rows={6} />
              </div>
            }
          >
            {isAdministration ? <AdminPage /> : <Outlet />}
          </Suspense>
        </ErrorBoundary>
      </main>
      {history && (
        <Suspense fallback={null}>
          <HistorySheet {...history} />
        </Suspense>
      )}
      <RoleChanged />
      <HeldBackWindow />
      <ToastRegion />
    </div>
  );
}
