import { useTranslation } from 'react-i18next';
import type { LanguageSkill } from '#shared/domain/client-files';
import styles from './ger-bars.module.css';
import { GER_SKILLS, gerSteps } from './person';

const STEPS = [1, 2, 3, 4, 5, 6];

/** Levels of one language per skill as bars of six steps, A1 to C2; unknown stays an open dash. */
export function GerBars({ skill }: { skill: LanguageSkill | null }) {
  const { t } = useTranslation('client-files');
  return (
    <span className={styles.bars}>
      {GER_SKILLS.map((part) => {
        const level = skill?.[part] ?? null;
        const steps = gerSteps(level) ?? 0;
        return (
          <span key={part} className={styles.line}>
            <span>{t(`skill.${part}`)}</span>
            <span className={styles.steps} aria-hidden>
              {STEPS.map((step) => (
                <i key={step} data-on={step <= steps || undefined} />
              ))}
            </span>
            <span className={styles.level}>{level ? t(`level.${level}`) : t('level.open')}</span>
          </span>
        );
      })}
    </span>
  );
}
