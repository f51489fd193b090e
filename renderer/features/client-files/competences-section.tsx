import { ClipboardList, Play, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { OwnWords } from '#shared/domain/assessments';
import { loadCountries } from '../../data/packs/countries';
import { usePack } from '../../data/packs/use-pack';
import { formatDate } from '../../lib/dates';
import { paths } from '../../lib/paths';
import { Bidi } from '../../ui/bidi';
import { EmptyState } from '../../ui/empty-state';
import { HistoryButton } from '../../ui/history-button';
import { LinkButton } from '../../ui/link-button';
import { Mark } from '../../ui/mark';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import styles from './competences-section.module.css';
import type { SectionProps } from './section-props';

/** All that the section shows, in its order. */
function recordsOf({ assessments, workExperiences, educations, skills }: SectionProps['file']) {
  return [
    ...workExperiences.map(({ id }) => ({ collection: 'work-experiences' as const, id })),
    ...educations.map(({ id }) => ({ collection: 'educations' as const, id })),
    ...skills.map(({ id }) => ({ collection: 'skills' as const, id })),
    ...assessments.map(({ id }) => ({ collection: 'assessments' as const, id })),
  ];
}

/** Education, work and skills in the person's own words, with the assessment they come from. */
export function CompetencesSection({ file }: SectionProps) {
  const { t } = useTranslation('client-files');
  const { educations, workExperiences, skills, assessments } = file;
  const running = assessments.find(({ value }) => value.state !== 'finished');
  const nothing = educations.length + workExperiences.length + skills.length === 0;
  return (
    <Section
      look="file"
      id="competences"
      title={t('section.competences')}
      actions={
        <>
          <HistoryButton what={t('section.competences')} records={recordsOf(file)} />
          <LinkButton
            variant="quiet"
            icon={running ? Play : ClipboardList}
            href={paths.assessment(file.file.id, running?.id ?? 'new')}
          >
            {t(running ? 'assessment.resume' : 'assessment.start')}
          </LinkButton>
        </>
      }
    >
      {nothing && assessments.length === 0 && (
        <EmptyState title={t('assessment.empty')}>{t('assessment.emptyHelp')}</EmptyState>
      )}
      {assessments.length > 0 && (
        <RowList label={t('assessment.list')}>
          {assessments.map(({ id, value }) => (
            <Row
              key={id}
              href={paths.assessment(file.file.id, id)}
              title={t('assessment.one')}
              detail={t(`assessment.${value.state}On`, {
                date: formatDate(localDay(value.finishedAt ?? value.startedAt)),
              })}
              {...(value.state === 'finished' && {
                state: (
                  <Mark meaning="neutral" icon={Printer}>
                    {t('assessment.profile')}
                  </Mark>
                ),
              })}
            />
          ))}
        </RowList>
      )}
      <Entries title={t('competences.work')}>
        {workExperiences.map(({ id, value }) => (
          <Entry
            key={id}
            words={value.words}
            years={value.years}
            country={value.country}
            match={value.occupation?.labelDe}
          />
        ))}
      </Entries>
      <Entries title={t('competences.education')}>
        {educations.map(({ id, value }) => (
          <Entry key={id} words={value.words} years={value.years} country={value.country} match={null} />
        ))}
      </Entries>
      <Entries title={t('competences.skills')}>
        {skills.map(({ id, value }) => (
          <Entry
            key={id}
            words={value.words}
            years={null}
            country={null}
            match={value.concept?.labelDe}
            rating={value.selfRating ? t(`rating.${value.selfRating}`) : null}
          />
        ))}
      </Entries>
    </Section>
  );
}

function Entries({ title, children }: { title: string; children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <>
      <h3 className={styles.title}>{title}</h3>
      <RowList label={title}>{children}</RowList>
    </>
  );
}

interface EntryProps {
  words: OwnWords;
  years: number | null | undefined;
  country: string | null | undefined;
  /** ESCO label; null where none belongs, undefined where it is still open. */
  match: string | null | undefined;
  rating?: string | null;
}

/** German first, the person's own words and the ESCO label beside it. */
function Entry({ words, years, country, match, rating }: EntryProps) {
  const { t, i18n } = useTranslation('client-files');
  const countries = usePack(loadCountries);
  const main = words.german || words.original;
  const details = [
    years ? t('competences.years', { count: years }) : null,
    country ? (countries?.name(country, i18n.language) ?? country) : null,
    match ? t('competences.esco', { label: match }) : null,
    match === undefined ? t('competences.escoOpen') : null,
  ].filter(Boolean);
  return (
    <Row
      title={<Bidi lang={words.german ? 'de' : words.language}>{main}</Bidi>}
      detail={
        <>
          {words.german && words.original && words.original !== words.german && (
            <>
              <Bidi lang={words.language}>{words.original}</Bidi>
              {details.length > 0 && ' · '}
            </>
          )}
          {details.join(' · ')}
        </>
      }
      {...(rating && { state: rating })}
    />
  );
}
