import { useTranslation } from 'react-i18next';
import type { PassphraseStrength } from '../../data/api';
import styles from './strength-meter.module.css';

const UNITS = [
  { unit: 'years', seconds: 365.25 * 86_400 },
  { unit: 'months', seconds: 30.44 * 86_400 },
  { unit: 'days', seconds: 86_400 },
  { unit: 'hours', seconds: 3_600 },
  { unit: 'minutes', seconds: 60 },
  { unit: 'seconds', seconds: 1 },
] as const;
/** Beyond these years a number says nothing any more. */
const AGES = 1_000;

/** How long a passphrase withstands guessing, as a bar and in words, with what would help. */
export function StrengthMeter({ strength }: { strength: PassphraseStrength }) {
  const { t } = useTranslation('security');
  const fitting = UNITS.find(({ seconds }) => strength.seconds >= seconds);
  const count = Math.round(strength.seconds / (fitting?.seconds ?? 1));
  const time =
    fitting?.unit === 'years' && count > AGES
      ? t('strength.ages')
      : fitting
        ? t('strength.about', { time: t(`strength.${fitting.unit}`, { count }) })
        : t('strength.moment');
  return (
    <div className={styles.meter} data-strong={strength.hint === null || undefined}>
      <div className={styles.bar} aria-hidden>
        <svg viewBox="0 0 100 1" preserveAspectRatio="none">
          <rect width={Math.round(strength.share * 100)} height="1" />
        </svg>
      </div>
      <p role="status">
        <strong>{t(strength.hint === null ? 'strength.strong' : 'strength.weak')}</strong> {time}{' '}
        {strength.hint !== null && t(`strength.hint.${strength.hint}`)}
      </p>
    </div>
  );
}
