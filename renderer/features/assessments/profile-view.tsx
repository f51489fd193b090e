import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { localDay } from '#shared/domain/days';
import type { EscoMatch, OwnWords, Rating } from '#shared/domain/assessments';
import { loadCountries } from '../../data/packs/countries';
import { usePack } from '../../data/packs/use-pack';
import { usePeople } from '../../data/use-people';
import { formatDate } from '../../lib/dates';
import { isSilent, mainWords, personName } from './own-words';
import { abilitiesOf, ratingSteps, type Wish, wishesOf } from './profile';
import styles from './profile-view.module.css';
import { answersByQuestion, type AssessmentData } from './use-assessment';
import { type Said, useSaid } from './use-client-texts';
import { useEscoLabels } from './use-esco-labels';

const STEPS = [1, 2, 3, 4];
/** Keys of client texts. */
const KEY = {
  title: 'profile.title',
  years: 'profile.years',
  self: 'profile.self',
  counsellor: 'profile.counsellor',
};
const NO_LABELS: ReadonlyMap<string, string> = new Map();

interface Languages {
  german: Said;
  client: Said;
}

/** What the person can do, in German and in their language; the same on screen and on paper. */
export function Profile({ run, onPaper = false }: { run: AssessmentData; onPaper?: boolean }) {
  const { t } = useTranslation('assessments');
  const { language } = run.assessment.value;
  const said = { german: useSaid('de'), client: useSaid(language) };
  const answers = answersByQuestion(run.answers);
  const occupations = run.workExperiences.flatMap(({ value }) => value.occupation ?? []);
  const labels = useEscoLabels(occupations, said.client.language);
  const told = wishesOf(answers);
  const wishes = told.filter(({ question }) => question !== 'school');
  const school = told.filter(({ question }) => question === 'school');
  const abilities = abilitiesOf(answers);
  const skills = run.skills.filter(({ value }) => !isSilent(value.words));
  return (
    <div className={onPaper ? styles.paper : styles.screen}>
      {onPaper && <PaperHead run={run} said={said} />}
      <Part said={said} name="work" empty={run.workExperiences.length === 0}>
        {run.workExperiences.map(({ id, value }) => (
          <Experience
            key={id}
            words={value.words}
            said={said}
            country={value.country ?? null}
            years={value.years ?? null}
            match={value.occupation ?? null}
            labels={labels}
          />
        ))}
      </Part>
      <Part said={said} name="education" empty={run.educations.length + school.length === 0}>
        {school.map((one) => (
          <Told key={one.question} told={one} said={said} />
        ))}
        {run.educations.map(({ id, value }) => (
          <Experience
            key={id}
            words={value.words}
            said={said}
            country={value.country ?? null}
            years={value.years ?? null}
            match={null}
            labels={labels}
          />
        ))}
      </Part>
      <Part said={said} name="skills" empty={skills.length + abilities.length === 0}>
        {skills.map(({ id, value }) => (
          <li key={id} className={styles.row}>
            <Words words={value.words} said={said} match={value.concept ?? null} labels={labels} />
            <Ratings
              said={said}
              self={value.selfRating ?? null}
              counsellor={value.counsellorRating?.rating ?? null}
            />
          </li>
        ))}
        {abilities.map(({ question, self, counsellor }) => (
          <li key={question} className={styles.row}>
            <Both said={said} textKey={`can.${question}`} />
            <Ratings said={said} self={self} counsellor={counsellor} />
          </li>
        ))}
      </Part>
      <Part said={said} name="wishes" empty={wishes.length === 0}>
        {wishes.map((wish) => (
          <Told key={wish.question} told={wish} said={said} />
        ))}
      </Part>
      {said.client.draft && <p className={styles.note}>{t('profile.draft')}</p>}
      <p className={styles.note}>{t('profile.esco')}</p>
    </div>
  );
}

/** A question and what was said to it. */
function Told({ told, said }: { told: Wish; said: Languages }) {
  return (
    <li className={styles.wish}>
      <Both said={said} textKey={`q.${told.question}`} soft />
      {told.kind === 'words' ? (
        <Words words={told.words} said={said} match={null} labels={NO_LABELS} />
      ) : (
        <Both said={said} textKey={`a.${told.question}.${told.code}`} />
      )}
    </li>
  );
}

function PaperHead({ run, said }: { run: AssessmentData; said: Languages }) {
  const { t } = useTranslation('assessments');
  const people = usePeople();
  const { assessor, interpreter, startedAt, finishedAt } = run.assessment.value;
  const { name, nameOriginal } = run.file.value;
  return (
    <header className={styles.head}>
      <h1>
        <span lang="de">{said.german.say(KEY.title)}</span>
        {said.client.language !== 'de' && (
          <span lang={said.client.lang} dir={said.client.dir}>
            {said.client.say(KEY.title)}
          </span>
        )}
      </h1>
      <p>
        <strong>
          <bdi>{personName(name)}</bdi>
        </strong>{' '}
        {nameOriginal && <bdi lang={nameOriginal.language}>{nameOriginal.text}</bdi>}
      </p>
      <p>
        {[
          t('profile.date', { date: formatDate(localDay(finishedAt ?? startedAt)) }),
          people.nameOf(assessor) && t('profile.by', { name: people.nameOf(assessor) }),
          interpreter && t('profile.interpreter', { name: interpreter }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </header>
  );
}

function Part({
  said,
  name,
  empty,
  children,
}: {
  said: Languages;
  name: string;
  empty: boolean;
  children: ReactNode;
}) {
  if (empty) return null;
  return (
    <section className={styles.part}>
      <h2>
        <span lang="de">{said.german.say(`profile.${name}`)}</span>
        {said.client.language !== 'de' && (
          <span lang={said.client.lang} dir={said.client.dir}>
            {said.client.say(`profile.${name}`)}
          </span>
        )}
      </h2>
      <ul>{children}</ul>
    </section>
  );
}

function Both({ said, textKey, soft = false }: { said: Languages; textKey: string; soft?: boolean }) {
  return (
    <div className={soft ? styles.soft : styles.both}>
      <span lang="de">{said.german.say(textKey)}</span>
      {said.client.language !== 'de' && (
        <span lang={said.client.lang} dir={said.client.dir}>
          {said.client.say(textKey)}
        </span>
      )}
    </div>
  );
}

interface WordsProps {
  words: OwnWords;
  said: Languages;
  match: EscoMatch | null;
  labels: ReadonlyMap<string, string>;
}

/** German and own words; an ESCO label without one in the client's language stands in German only. */
function Words({ words, said, match, labels }: WordsProps) {
  const inOwn = match && labels.get(match.uri);
  return (
    <div className={styles.both}>
      <span lang="de">
        {mainWords(words)}
        {match && <small>{match.labelDe}</small>}
      </span>
      {said.client.language !== 'de' && (
        <span lang={said.client.lang} dir={said.client.dir}>
          {words.original}
          {inOwn && <small>{inOwn}</small>}
        </span>
      )}
    </div>
  );
}

function Experience({
  country,
  years,
  ...words
}: WordsProps & { country: string | null; years: number | null }) {
  const countries = usePack(loadCountries);
  const { said } = words;
  const place = country && countries?.name(country, 'de');
  return (
    <li className={styles.row}>
      <Words {...words} />
      <span className={styles.facts}>
        {[years !== null && `${years} ${said.german.say(KEY.years)}`, place].filter(Boolean).join(', ')}
      </span>
    </li>
  );
}

/** Both ratings as four steps with the words beside; never colour alone. */
function Ratings({
  said,
  self,
  counsellor,
}: {
  said: Languages;
  self: Rating | null;
  counsellor: Rating | null;
}) {
  const line = (key: string, rating: Rating | null) =>
    rating && (
      <span className={styles.rating}>
        <span>{said.german.say(key)}</span>
        <span className={styles.steps} aria-hidden>
          {STEPS.map((step) => (
            <i key={step} data-on={step <= ratingSteps(rating) || undefined} />
          ))}
        </span>
        <span>{said.german.say(`rating.${rating}`)}</span>
      </span>
    );
  return (
    <div className={styles.ratings}>
      {line(KEY.self, self)}
      {line(KEY.counsellor, counsellor)}
    </div>
  );
}
