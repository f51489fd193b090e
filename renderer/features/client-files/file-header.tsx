import { CloudAlert, CloudCheck, HardDrive, Languages, Lock, Signpost, Volume2 } from 'lucide-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SYNC_TOPIC } from '../../data/client';
import { loadCountries } from '../../data/packs/countries';
import { loadLanguages } from '../../data/packs/languages';
import { usePack } from '../../data/packs/use-pack';
import { deputiesOn } from '../../lib/deputies';
import { useLive } from '../../data/use-live';
import type { People } from '../../data/use-people';
import { formatDate, todayIso } from '../../lib/dates';
import { Bidi } from '../../ui/bidi';
import { CopyButton } from '../../ui/copy-button';
import { LinkButton } from '../../ui/link-button';
import styles from './file-header.module.css';
import { GerBars } from './ger-bars';
import { paths } from '../../lib/paths';
import { ageFrom, spokenName } from './person';
import { useShortDocument } from './residence-words';
import type { ClientFileData } from './use-client-file';

interface FileHeaderProps {
  file: ClientFileData;
  people: People;
  mayRefer: boolean;
}

/** Who this is, at one look; stays while the sections scroll. */
export function FileHeader({ file, people, mayRefer }: FileHeaderProps) {
  const { t } = useTranslation('client-files');
  const { name, nameOriginal, pronunciation, fileNumber } = file.file.value;
  const top = useRef<HTMLDivElement>(null);
  const scrolled = useScrolledPast(top);
  return (
    <>
      <div ref={top} />
      <header className={styles.head} data-scrolled={scrolled || undefined}>
        <div className={styles.who}>
          <h1 lang="de">
            <bdi>{spokenName(name)}</bdi>
          </h1>
          {nameOriginal && (
            <span className={styles.own}>
              <Bidi lang={nameOriginal.language}>{nameOriginal.text}</Bidi>
            </span>
          )}
          {pronunciation && (
            <span className={styles.say}>
              <Volume2 aria-hidden />
              <span className="visually-hidden">{t('field.pronunciation')}:</span>
              <bdi lang="de">{pronunciation}</bdi>
            </span>
          )}
          {mayRefer && file.mayCounsel && (
            <div className={styles.actions}>
              <LinkButton href={paths.refer(file.file.id)} variant="primary" icon={Signpost}>
                {t('file.refer')}
              </LinkButton>
            </div>
          )}
        </div>
        <p className={styles.second}>
          <Person file={file} />
          <span>
            {t('file.number')} <bdi dir="ltr">{fileNumber}</bdi>
            <CopyButton text={fileNumber} what={t('column.fileNumber')} />
          </span>
          {file.file.value.addressProtected && (
            <span className={styles.protected}>
              <Lock aria-hidden />
              {t('contact.protected')}
            </span>
          )}
        </p>
        <dl className={styles.facts}>
          <LanguagesFact file={file} />
          <ResidenceFacts file={file} people={people} />
          <div className={styles.stays}>
            <dt>{t('header.german')}</dt>
            <dd className={styles.levels}>
              <GerBars
                skill={file.languageSkills.find(({ value }) => value.language === 'de')?.value ?? null}
              />
            </dd>
          </div>
          <ConcernFact file={file} />
          <CounsellorFact file={file} people={people} />
        </dl>
      </header>
    </>
  );
}

/** True once the element has left the page at the top. */
function useScrolledPast(element: RefObject<HTMLElement | null>): boolean {
  const [past, setPast] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(([entry]) => setPast(entry?.isIntersecting === false));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return past;
}

function Person({ file }: { file: ClientFileData }) {
  const { t, i18n } = useTranslation('client-files');
  const countries = usePack(loadCountries);
  const { salutation, birthDate, nationality, furtherNationality } = file.file.value;
  const age = ageFrom(birthDate, todayIso());
  const parts = [
    salutation && salutation !== 'neutral' ? t(`salutation.${salutation}`) : null,
    age && t(age.exact ? 'birth.age' : 'birth.ageAbout', { count: age.years }),
    birthDate ? t('birth.born', { date: formatDate(birthDate) }) : t('birth.unknown'),
  ].filter(Boolean);
  const nations = [nationality, furtherNationality].flatMap((code) =>
    code ? (countries?.name(code, i18n.language) ?? code) : [],
  );
  return (
    <>
      <span>{parts.join(', ')}</span>
      {nations.length > 0 && <span>{nations.join(', ')}</span>}
    </>
  );
}

function LanguagesFact({ file }: { file: ClientFileData }) {
  const { t, i18n } = useTranslation('client-files');
  const languages = usePack(loadLanguages);
  const { language, interpreter } = file.file.value;
  const nameOf = (code: string) => languages?.name(code, i18n.language) ?? code;
  const others = file.languageSkills
    .map(({ value }) => value.language)
    .filter((code) => code !== language && code !== 'de');
  return (
    <div>
      <dt>{t('header.languages')}</dt>
      <dd className={styles.main}>{language ? nameOf(language) : t('open')}</dd>
      {others.length > 0 && <dd>{others.map(nameOf).join(', ')}</dd>}
      <dd className={styles.mark}>
        <Languages aria-hidden />
        {t(`interpreter.${interpreter ?? 'open'}`)}
      </dd>
    </div>
  );
}

function ResidenceFacts({ file, people }: { file: ClientFileData; people: People }) {
  const { t } = useTranslation('client-files');
  const shortDocument = useShortDocument();
  const newest = file.residence[0]?.value;
  const seen = newest?.seenOriginal;
  if (!file.mayCounsel) return null;
  const stays = newest ? styles.stays : undefined;
  return (
    <>
      <div className={stays}>
        <dt>{t('section.residence')}</dt>
        <dd className={styles.main}>{newest ? shortDocument(newest) || t('open') : t('open')}</dd>
        {newest && (
          <dd>
            {newest.validUntil
              ? t('residence.until', { date: formatDate(newest.validUntil) })
              : t('residence.untilOpen')}
          </dd>
        )}
        <dd>{t('residence.notChecked')}</dd>
      </div>
      <div className={stays}>
        <dt>{t('header.clause')}</dt>
        <dd className={styles.main} lang="de">
          {newest?.clause?.verbatim ? <bdi dir="ltr">„{newest.clause.verbatim}“</bdi> : t('open')}
        </dd>
        <dd>
          {seen
            ? t('residence.seen', {
                date: formatDate(seen.on),
                name: people.nameOf(seen.by) || t('somebody'),
              })
            : t('residence.notSeen')}
        </dd>
      </div>
    </>
  );
}

function ConcernFact({ file }: { file: ClientFileData }) {
  const { t } = useTranslation('client-files');
  const newest = file.assessments[0]?.value;
  return (
    <div>
      <dt>{t('section.concern')}</dt>
      <dd className={styles.concern}>
        <bdi>{file.file.value.concern || t('open')}</bdi>
      </dd>
      {file.mayCounsel && <dd>{newest ? t(`assessment.${newest.state}`) : t('assessment.none')}</dd>}
    </div>
  );
}

/** How many records of a file were not accepted and wait for a person. */
function useRefused(fileId: string): number {
  const { value } = useLive([SYNC_TOPIC], () => data.quarantine.list(), []);
  return (value ?? []).filter((refused) => refused.fileId === fileId || refused.id === fileId).length;
}

function CounsellorFact({ file, people }: { file: ClientFileData; people: People }) {
  const { t } = useTranslation('client-files');
  const { counsellor } = file.file.value;
  const records = [
    file.file,
    ...file.aliases,
    ...file.languageSkills,
    ...file.appointments,
    ...file.residence,
    ...file.assessments,
    ...file.educations,
    ...file.workExperiences,
    ...file.skills,
    ...file.referrals,
    ...file.letters,
  ];
  const waiting = records.filter(({ saved }) => saved === 'here').length;
  const refused = useRefused(file.file.id);
  const away = people.all.find(({ id }) => id === counsellor);
  return (
    <div>
      <dt>{t('header.counsellor')}</dt>
      <dd className={styles.main}>
        {counsellor ? <Bidi>{people.nameOf(counsellor) || t('somebody')}</Bidi> : t('open')}
      </dd>
      {away &&
        deputiesOn(away).map(({ deputyId, until }) => (
          <dd key={deputyId}>
            {t('header.deputy', { name: people.nameOf(deputyId), date: formatDate(until) })}
          </dd>
        ))}
      <dd className={styles.mark}>
        {refused > 0 ? (
          <>
            <CloudAlert aria-hidden />
            <a href={paths.quarantine}>{t('saved.refused', { count: refused })}</a>
          </>
        ) : (
          <>
            {waiting > 0 ? <HardDrive aria-hidden /> : <CloudCheck aria-hidden />}
            {waiting > 0 ? t('saved.here') : t('saved.server')}
          </>
        )}
      </dd>
    </div>
  );
}
