import { useRouterState } from '@tanstack/react-router';
import { PanelLeftClose, PanelLeftOpen, Route as RouteIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data } from '../data/client';
import { useLive } from '../data/use-live';
import { changeSettings, useSettings } from '../lib/settings';
import styles from './frame.module.css';
import { classNames } from '../ui/class-names';
import { useDesk } from './desk-context';
import { NAVIGATION, type NavigationEntry } from './navigation-entries';

/** True when the page belongs to the entry: its own page or one below it. */
function isHere(entry: NavigationEntry, path: string): boolean {
  const place = entry.href.slice(1);
  if (place === '/') return path === '/' || path === '/conflicts';
  return path === place || path.startsWith(`${place}/`);
}

/** Numbers beside the entries: what waits there. */
function useWaiting(): Partial<Record<NavigationEntry['key'], number>> {
  const { value } = useLive(['arrivals', 'referrals'], () => data.agenda.today(), []);
  if (!value) return {};
  return {
    queue: value.arrivals.filter(({ value: arrival }) => arrival.state.state === 'waiting').length,
    referrals: value.referrals.filter(({ due }) => due).length,
  };
}

export function Navigation() {
  const { t } = useTranslation('app');
  const { rail } = useSettings();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const waiting = useWaiting();
  const isAdministration = useDesk().person.role === 'administration';
  const entries = isAdministration ? NAVIGATION.filter(({ key }) => key === 'admin') : NAVIGATION;
  const Fold = rail ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className={styles.nav} aria-label={t('frame.navigation')}>
      <div className={styles.brand}>
        <RouteIcon aria-hidden />
        <span>Wegbuch</span>
      </div>
      <div className={styles.entries}>
        {entries.map((entry) => {
          const { key, href, icon: Icon, gap } = entry;
          const count = waiting[key];
          return (
            <a
              key={key}
              href={href}
              title={t(`nav.${key}`)}
              className={classNames(styles.entry, gap && styles.gap)}
              aria-current={isAdministration || isHere(entry, path) ? 'page' : undefined}
            >
              <Icon aria-hidden />
              <span className={styles.word}>{t(`nav.${key}`)}</span>
              {count !== undefined && count > 0 && <span className={styles.number}>{count}</span>}
            </a>
          );
        })}
        <div className={styles.foot}>
          <button
            type="button"
            className={styles.entry}
            title={t(rail ? 'frame.unfold' : 'frame.fold')}
            aria-expanded={!rail}
            onClick={() => changeSettings({ rail: !rail })}
          >
            <Fold aria-hidden />
            <span className={styles.word}>{t(rail ? 'frame.unfold' : 'frame.fold')}</span>
          </button>
        </div>
      </div>
    </nav>
  );
}
