import type { ReactNode } from 'react';
import { useErrorWords } from '../i18n/errors';
import { EmptyState, type EmptyStateProps } from './empty-state';
import styles from './live-page.module.css';
import { Notice } from './notice';
import { PageBody } from './page';
import { Skeleton } from './skeleton';

export interface LivePageProps<T> {
  /** What the page reads (`useLive`); `null` when there is nothing to show. */
  live: { value: T | null | undefined; error: unknown };
  /** What stands on a page with nothing to show: why, and where to go on. */
  empty: Omit<EmptyStateProps, 'look' | 'alone'>;
  children: (value: T) => ReactNode;
}

/** A page that stands on what it reads: a skeleton until then, an error in words, or that there is nothing. */
export function LivePage<T>({ live: { value, error }, empty, children }: LivePageProps<T>) {
  const errorWords = useErrorWords();
  return (
    <>
      {Boolean(error) && (
        <PageBody className={styles.waiting ?? ''}>
          <Notice meaning="danger" alert>
            {errorWords(error)}
          </Notice>
        </PageBody>
      )}
      {value === undefined && !error && (
        <PageBody className={styles.waiting ?? ''}>
          <Skeleton rows={6} />
        </PageBody>
      )}
      {value === null && <EmptyState {...empty} look="page" alone />}
      {value !== null && value !== undefined && children(value)}
    </>
  );
}
