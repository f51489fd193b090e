import { CircleCheck, CircleMinus, CircleSlash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LegalBasis } from '#shared/domain/referrals';
import { LETTER_SHARES, type LetterShare } from '#shared/domain/letters';
import { todayIso } from '../../lib/dates';
import { Checkbox } from '../../ui/checkbox';
import { DateField } from '../../ui/date-field';
import { Mark } from '../../ui/mark';
import { RadioGroup } from '../../ui/radio-group';
import { TextArea } from '../../ui/text-area';
import { TextField } from '../../ui/text-field';
import type { Missing, ReferChoice } from './choice';
import styles from './refer.module.css';
import type { ReferSource } from './use-refer-source';

const KINDS: ReadonlyArray<LegalBasis['kind']> = [
  'consent',
  'release-from-secrecy',
  'statutory-task',
  'client-carries',
];

/** What the file has to say for each kind of data; null = nothing recorded, or it must stay here. */
function valueOf(share: LetterShare, { file, facts }: ReferSource): 'known' | 'unknown' | 'protected' {
  const { value } = file;
  const known: Record<LetterShare, boolean> = {
    'birth-date': Boolean(value.birthDate),
    address: Boolean(value.address?.place ?? value.address?.street),
    phone: Boolean(value.phone),
    languages: facts.germanLevel !== null || facts.language !== null || value.interpreter === 'needed',
    experience: facts.experiences.length + facts.educations.length > 0,
  };
  if (share === 'address' && value.addressProtected === true) return 'protected';
  return known[share] ? 'known' : 'unknown';
}

function ShareRow(props: {
  share: LetterShare;
  state: 'known' | 'unknown' | 'protected';
  chosen: boolean;
  onChange: (chosen: boolean) => void;
}) {
  const { t } = useTranslation('referrals');
  const { state, chosen } = props;
  const inLetter = state === 'known' && chosen;
  return (
    <li className={styles.share}>
      <Checkbox
        label={t(`share.${props.share}`)}
        checked={inLetter}
        disabled={state !== 'known'}
        onChange={props.onChange}
      />
      {state === 'protected' ? (
        <Mark meaning="warn" icon={CircleSlash2}>
          {t('share.protected')}
        </Mark>
      ) : state === 'unknown' ? (
        <Mark meaning="neutral" icon={CircleMinus}>
          {t('share.unknown')}
        </Mark>
      ) : (
        <Mark meaning={inLetter ? 'ok' : 'neutral'} icon={inLetter ? CircleCheck : CircleMinus}>
          {inLetter ? t('share.inLetter') : t('share.staysHere')}
        </Mark>
      )}
    </li>
  );
}

interface StepProps {
  choice: ReferChoice;
  source: ReferSource;
  clientName: string;
  set: (patch: Partial<ReferChoice>) => void;
  words: (missing: Missing) => string | undefined;
}

/** The one line Grundlage, with the day or the provision that it needs. */
function BasisFields({ choice, clientName, set, words }: StepProps) {
  const { t } = useTranslation('referrals');
  const { basis } = choice;
  const dated = basis?.kind === 'consent' || basis?.kind === 'release-from-secrecy';
  return (
    <>
      <RadioGroup
        label={t('basis.title')}
        value={basis?.kind ?? null}
        error={words('basis')}
        onChange={(kind) =>
          set({ basis: { kind, on: basis?.on ?? null, provision: basis?.provision ?? '' } })
        }
        options={KINDS.map((kind) => ({
          value: kind,
          label: t(`basis.${kind}`, { name: clientName }),
        }))}
      />
      {basis && dated && (
        <DateField
          className={styles.short}
          label={t('basis.on')}
          value={basis.on}
          max={todayIso()}
          maxWords={t('basis.future')}
          required
          error={words('basisDay')}
          onChange={(on) => set({ basis: { ...basis, on } })}
        />
      )}
      {basis?.kind === 'statutory-task' && (
        <TextField
          label={t('basis.provision')}
          help={t('basis.provisionHelp')}
          value={basis.provision}
          maxLength={200}
          required
          error={words('provision')}
          onChange={(provision) => set({ basis: { ...basis, provision } })}
        />
      )}
    </>
  );
}

/** "Was darf mit?": the one line Grundlage, and what goes into the letter. */
export function SharingStep(props: StepProps) {
  const { t } = useTranslation('referrals');
  const { choice, source, set } = props;
  return (
    <div className={styles.stack}>
      <BasisFields {...props} />
      <ul className={styles.shares} aria-label={t('share.title')}>
        <li className={styles.share}>
          <span className={styles.always}>{t('share.name')}</span>
          <Mark meaning="ok" icon={CircleCheck}>
            {t('share.inLetter')}
          </Mark>
        </li>
        {LETTER_SHARES.map((share) => (
          <ShareRow
            key={share}
            share={share}
            state={valueOf(share, source)}
            chosen={choice.shares.includes(share)}
            onChange={(chosen) =>
              set({
                shares: LETTER_SHARES.filter((each) =>
                  each === share ? chosen : choice.shares.includes(each),
                ),
              })
            }
          />
        ))}
        <li className={styles.share}>
          <span className={styles.always}>{t('share.residence')}</span>
          <Mark meaning="neutral" icon={CircleMinus}>
            {t('share.staysHere')}
          </Mark>
        </li>
      </ul>
      <TextArea
        label={t('reason.label')}
        help={t('reason.help')}
        value={choice.reason}
        maxLength={2_000}
        lang="de"
        onChange={(reason) => set({ reason })}
      />
    </div>
  );
}
