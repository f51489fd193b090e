import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './section-list.module.css';

export type SectionId =
  | 'concern'
  | 'residence'
  | 'languages'
  | 'competences'
  | 'referrals'
  | 'letters'
  | 'attachments'
  | 'appointments'
  | 'person'
  | 'contact';

/** Anchors of the file's sections; marks the one being read. */
export function SectionList({
  sections,
}: {
  sections: ReadonlyArray<{ id: SectionId; count: number | null }>;
}) {
  const { t } = useTranslation('client-files');
  const ids = sections.map(({ id }) => id).join(' ');
  const current = useCurrentSection(ids);
  return (
    <nav className={styles.list} aria-label={t('file.sections')}>
      {sections.map(({ id, count }) => (
        <button
          key={id}
          type="button"
          aria-current={id === current || undefined}
          onClick={() => goToSection(id)}
        >
          <span>{t(`section.${id}`)}</span>
          {count !== null && count > 0 && <span className={styles.count}>{count}</span>}
        </button>
      ))}
    </nav>
  );
}

/** Brings a section to the top and its heading into focus, so that reading goes on there. */
function goToSection(id: SectionId): void {
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: 'start' });
  const heading = section?.querySelector<HTMLElement>('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** The first section whose end lies below the sticky header. */
function useCurrentSection(ids: string): string {
  const [current, setCurrent] = useState(ids.split(' ')[0] ?? '');
  useEffect(() => {
    const elements = ids.split(' ').flatMap((id) => document.getElementById(id) ?? []);
    const visible = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) visible.add(target.id);
          else visible.delete(target.id);
        }
        // Past the last section (the history stands below it on a narrow screen) the last one stays marked.
        const passed = elements.filter((element) => element.getBoundingClientRect().top < 300);
        const reading = elements.find(({ id }) => visible.has(id)) ?? passed.at(-1);
        if (reading) setCurrent(reading.id);
      },
      { rootMargin: '-300px 0px -25% 0px' },
    );
    elements.forEach((element) => observer.observe(element));
    return () => observer.disconnect();
  }, [ids]);
  return current;
}
