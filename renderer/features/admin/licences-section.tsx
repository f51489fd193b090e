import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button';
import { Section } from '../../ui/section';
import styles from './admin.module.css';
import { loadNotices, type NoticeEntry } from './notices';

function Notices({ title, entries }: { title: string; entries: readonly NoticeEntry[] }) {
  return (
    <>
      <h3>{title}</h3>
      <dl className={styles.notices}>
        {entries.map(({ name, source, licence }) => (
          <div key={name}>
            <dt>
              {name} · {licence}
            </dt>
            <dd>{source}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Whose work Wegbuch stands on. */
export function LicencesSection({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const [notices, setNotices] = useState<Awaited<ReturnType<typeof loadNotices>> | null>(null);
  return (
    <Section look="file" id={id} title={t('part.licences')}>
      <p className={styles.lead}>{t('licences.own')}</p>
      {notices ? (
        <div className={styles.form}>
          <Notices title={t('licences.data')} entries={notices.data} />
          <Notices title={t('licences.fonts')} entries={notices.fonts} />
          <Notices title={t('licences.programs')} entries={notices.programs} />
        </div>
      ) : (
        <Button onPress={() => void loadNotices().then(setNotices)}>{t('licences.show')}</Button>
      )}
    </Section>
  );
}
