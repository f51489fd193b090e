import { useEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppState } from '../../data/api';
import { PageBody, PageHead } from '../../ui/page';
import styles from './admin.module.css';
import { DeviceSection } from './device-section';
import { DevicesSection } from './devices-section';
import { FactorSection } from './factor-section';
import { HandedInSection } from './handed-in-section';
import { KioskSection } from './kiosk-section';
import { LicencesSection } from './licences-section';
import { OfficeSection } from './office-section';
import { PeopleSection } from './people-section';
import { ServerSection } from './server-section';

const PARTS = ['office', 'people', 'devices', 'factor', 'kiosk', 'server', 'device', 'licences'] as const;
type Part = (typeof PARTS)[number];
/** What the administration sees: nothing of the office's content. */
const ADMINISTRATION: readonly Part[] = ['people', 'devices', 'factor', 'server', 'device', 'licences'];

/** The part of the page that the address asks for (`?part=server`). */
function askedPart(): Part | undefined {
  const asked = /[?&]part=([a-z]+)/.exec(window.location.hash)?.[1];
  return PARTS.find((part) => part === asked);
}

const show = (part: Part) => document.getElementById(`admin-${part}`)?.scrollIntoView({ block: 'start' });

/** Shows the part that the address asks for, and keeps it there while others still load, until the person moves on. */
function useAskedPart(sections: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const left = new AbortController();
    const observer = new ResizeObserver(() => {
      const part = askedPart();
      if (part) show(part);
    });
    const look = () => {
      observer.disconnect();
      if (sections.current) observer.observe(sections.current);
    };
    look();
    window.addEventListener('hashchange', look, { signal: left.signal });
    for (const moved of ['wheel', 'pointerdown', 'keydown'])
      window.addEventListener(moved, () => observer.disconnect(), { signal: left.signal });
    return () => {
      left.abort();
      observer.disconnect();
    };
  }, [sections]);
}

export interface AdminScreenProps {
  desk: Extract<AppState, { state: 'unlocked' }>;
}

/** Everything about the office itself, on one page with an anchored side list. */
export function AdminScreen({ desk }: AdminScreenProps) {
  const { t } = useTranslation('admin');
  const { role } = desk.person;
  const isLead = role === 'lead';
  const parts: readonly Part[] = role === 'administration' ? ADMINISTRATION : PARTS;
  const sections = useRef<HTMLDivElement>(null);
  useAskedPart(sections);
  return (
    <>
      <PageHead title={t('title')} subtitle={desk.officeName} />
      <PageBody className={styles.columns ?? ''}>
        <nav className={styles.side} aria-label={t('parts')}>
          <ul>
            {parts.map((part) => (
              <li key={part}>
                <button type="button" onClick={() => show(part)}>
                  {t(`part.${part}`)}
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div ref={sections} className={styles.sections}>
          {isLead && !desk.demo && <HandedInSection id="admin-handed-in" />}
          {parts.includes('office') && <OfficeSection id="admin-office" officeName={desk.officeName} />}
          <PeopleSection id="admin-people" me={desk.person} circles={desk.circles} mayInvite={isLead} />
          <DevicesSection id="admin-devices" isLead={isLead} />
          <FactorSection id="admin-factor" />
          {parts.includes('kiosk') && <KioskSection id="admin-kiosk" mayInvite={isLead} />}
          <ServerSection id="admin-server" />
          <DeviceSection id="admin-device" hasRecords={role !== 'administration'} />
          <LicencesSection id="admin-licences" />
        </div>
      </PageBody>
    </>
  );
}
