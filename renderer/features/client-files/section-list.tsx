import { useEffect, useRef, useState } from 'react';
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
  const { own, current, goTo } = useCurrentSection(ids);
  return (
    <nav ref={own} className={styles.list} aria-label={t('file.sections')}>
      {sections.map(({ id, count }) => (
        <button key={id} type="button" aria-current={id === current || undefined} onClick={() => goTo(id)}>
          <span>{t(`section.${id}`)}</span>
          {count !== null && count > 0 && <span className={styles.count}>{count}</span>}
        </button>
      ))}
    </nav>
  );
}

/** Brings a section to the top and its heading into focus, so that reading goes on there. */
function bringUp(id: string): void {
  const section = document.getElementById(id);
  section?.scrollIntoView({ block: 'start' });
  const heading = section?.querySelector<HTMLElement>('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** Reading happens this far below the top of the list, which stands below the header that stays; in pixels. */
const BELOW_LIST_TOP = 40;

/**
 * The section being read: the last one that has passed the reading line. At the end of the page, where the last
 * ones can no longer come up to it, the line moves down with what is left to scroll. A section that was gone to
 * stays marked until the page moves.
 */
function useCurrentSection(ids: string) {
  const [current, setCurrent] = useState(ids.split(' ')[0] ?? '');
  const own = useRef<HTMLElement>(null);
  const goneTo = useRef<number | null>(null);
  useEffect(() => {
    const elements = ids.split(' ').flatMap((id) => document.getElementById(id) ?? []);
    const page = document.getElementById('main');
    const list = own.current;
    if (!page || !list) return;
    const mark = () => {
      if (goneTo.current === page.scrollTop) return;
      goneTo.current = null;
      const left = page.scrollHeight - page.clientHeight - page.scrollTop;
      const line = Math.max(
        list.getBoundingClientRect().top + BELOW_LIST_TOP,
        page.getBoundingClientRect().bottom - left,
      );
      const passed = elements.filter((element) => element.getBoundingClientRect().top < line);
      setCurrent((passed.at(-1) ?? elements[0])?.id ?? '');
    };
    page.addEventListener('scroll', mark, { passive: true });
    // Runs at once, and again when a section opens, grows or a live answer comes in.
    const sizes = new ResizeObserver(mark);
    elements.forEach((element) => sizes.observe(element));
    return () => {
      page.removeEventListener('scroll', mark);
      sizes.disconnect();
    };
  }, [ids]);
  const goTo = (id: string) => {
    bringUp(id);
    goneTo.current = document.getElementById('main')?.scrollTop ?? null;
    setCurrent(id);
  };
  return { own, current, goTo };
}
