import { useTranslation } from 'react-i18next';
import { COLLECTION_COMPARTMENT } from '#shared/security/compartments';
import type { Person } from '../../data/api';
import { data, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { usePeople } from '../../data/use-people';
import { useFieldWords } from '../../i18n/field-words';
import { paths } from '../../lib/paths';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { Notice } from '../../ui/notice';
import { PageBody, PageHead } from '../../ui/page';
import { Section } from '../../ui/section';
import { EraseFile } from './erase-file';
import { Entries } from './entries';
import styles from './erasure.module.css';

/** An entry of any collection may come or go. */
const TOPICS = [SYNC_TOPIC, ...Object.keys(COLLECTION_COMPARTMENT)];

async function load(fileId: string) {
  const [file, entries, unsynced, erasures] = await Promise.all([
    data.documents.get('client-files', fileId),
    data.erasure.entries(fileId),
    data.erasure.unsynced(fileId),
    data.erasure.list(),
  ]);
  if (!file) return null;
  return {
    number: file.value.fileNumber,
    entries,
    unsynced,
    waiting: erasures.some(({ target, waiting }) => waiting && target === fileId),
    refused: erasures.some(({ target, refused }) => refused !== null && target === fileId),
  };
}

/** What of a file is wrong or must go: single entries, and for a lead all of it. */
export function EraseScreen({ fileId, person }: { fileId: string; person: Person }) {
  const { t } = useTranslation(['erasure', 'client-files']);
  const words = useFieldWords();
  const people = usePeople();
  const live = useLive(TOPICS, () => load(fileId), [fileId]);
  return (
    <LivePage
      live={live}
      empty={{
        title: t('client-files:file.gone'),
        children: t('client-files:file.goneHelp'),
        actions: <LinkButton href={paths.clientFiles}>{t('client-files:list.title')}</LinkButton>,
      }}
    >
      {({ number, entries, unsynced, waiting, refused }) => (
        <>
          <PageHead
            title={t('erasure:title')}
            subtitle={t('erasure:subtitle', { number })}
            actions={<LinkButton href={paths.erasures}>{t('erasure:list.title')}</LinkButton>}
          />
          <PageBody className={styles.page ?? ''}>
            {waiting && <Notice meaning="warn">{t('erasure:file.waiting')}</Notice>}
            {refused && (
              <Notice
                meaning="danger"
                title={t('erasure:file.refused')}
                actions={<LinkButton href={paths.erasures}>{t('erasure:file.refusedMore')}</LinkButton>}
              />
            )}
            <Section look="file" title={t('erasure:entries.title')}>
              <p className={styles.help}>{t('erasure:entries.help')}</p>
              <Entries fileId={fileId} entries={entries} people={people} words={words} />
            </Section>
            {!waiting && !refused && (
              <Section look="file" title={t('erasure:file.title')}>
                {person.role === 'lead' ? (
                  <EraseFile fileId={fileId} number={number} unsynced={unsynced} words={words} />
                ) : (
                  <p className={styles.help}>{t('erasure:file.leadOnly')}</p>
                )}
              </Section>
            )}
          </PageBody>
        </>
      )}
    </LivePage>
  );
}
