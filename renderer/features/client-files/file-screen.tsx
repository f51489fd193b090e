import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useLoading } from '../../data/use-loading';
import { usePeople } from '../../data/use-people';
import { LinkButton } from '../../ui/link-button';
import { LivePage } from '../../ui/live-page';
import { AppointmentsSection } from './appointments-section';
import styles from './file-screen.module.css';
import { CompetencesSection } from './competences-section';
import { ConcernSection } from './concern-section';
import { ContactSection } from './contact-section';
import { FileHeader } from './file-header';
import { LanguagesSection } from './languages-section';
import { paths } from '../../lib/paths';
import { PersonSection } from './person-section';
import { ResidenceSection } from './residence-section';
import { SectionList } from './section-list';
import { Timeline } from './timeline';
import { type ClientFileData, useClientFile } from './use-client-file';

/** What other features show inside the file; put together in renderer/app. */
export interface FileSlots {
  referrals?: (fileId: string) => ReactNode;
  letters?: (fileId: string) => ReactNode;
  attachments?: (fileId: string) => ReactNode;
}

/** One client file: a header that stays, sections on one page, and what happened. */
export function ClientFileScreen({ id, slots = {} }: { id: string; slots?: FileSlots }) {
  const { t } = useTranslation(['client-files', 'common']);
  const live = useClientFile(id);
  const loading = useLoading();
  const found = live.value?.file.id;
  useEffect(() => {
    if (found) void data.clientFiles.opened(found);
  }, [found]);

  return (
    <LivePage
      live={live}
      empty={{
        title: t(loading ? 'common:stillLoading.title' : 'file.gone'),
        children: t(loading ? 'common:stillLoading.help' : 'file.goneHelp'),
        actions: <LinkButton href={paths.clientFiles}>{t('list.title')}</LinkButton>,
      }}
    >
      {(file) => <ClientFilePage key={id} file={file} slots={slots} />}
    </LivePage>
  );
}

function ClientFilePage({ file, slots }: { file: ClientFileData; slots: FileSlots }) {
  const { t } = useTranslation('client-files');
  const people = usePeople();
  const sections = [
    { id: 'concern', count: null },
    ...(file.mayCounsel ? [{ id: 'residence', count: null } as const] : []),
    { id: 'languages', count: file.languageSkills.length },
    ...(file.mayCounsel
      ? [{ id: 'competences', count: file.workExperiences.length + file.educations.length } as const]
      : []),
    ...(slots.referrals && file.mayCounsel
      ? [{ id: 'referrals', count: file.referrals.length } as const]
      : []),
    ...(slots.letters ? [{ id: 'letters', count: file.letters.length } as const] : []),
    ...(slots.attachments && file.mayCounsel ? [{ id: 'attachments', count: null } as const] : []),
    { id: 'appointments', count: file.appointments.length },
    { id: 'person', count: null },
    { id: 'contact', count: null },
  ] as const;
  return (
    <article className={styles.file}>
      <FileHeader file={file} people={people} mayRefer={slots.referrals !== undefined} />
      <div className={styles.columns}>
        <SectionList sections={sections} />
        <div className={styles.sections}>
          <ConcernSection file={file} people={people} />
          {file.mayCounsel && <ResidenceSection file={file} people={people} />}
          <LanguagesSection file={file} people={people} />
          {file.mayCounsel && <CompetencesSection file={file} people={people} />}
          {slots.referrals && file.mayCounsel && <div id="referrals">{slots.referrals(file.file.id)}</div>}
          {slots.letters && <div id="letters">{slots.letters(file.file.id)}</div>}
          {slots.attachments && file.mayCounsel && (
            <div id="attachments">{slots.attachments(file.file.id)}</div>
          )}
          <AppointmentsSection file={file} people={people} />
          <PersonSection file={file} people={people} />
          <ContactSection file={file} people={people} />
          <p className={styles.erase}>
            <a href={paths.eraseFrom(file.file.id)}>{t('file.erase')}</a>
          </p>
        </div>
        <Timeline file={file} people={people} />
      </div>
    </article>
  );
}
