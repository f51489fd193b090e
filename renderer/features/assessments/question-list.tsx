import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QuestionState } from './progress';
import styles from './question-list.module.css';
import type { Said } from './use-client-texts';

interface QuestionListProps {
  german: Said;
  items: ReadonlyArray<{ id: string; state: QuestionState; current: boolean }>;
  onChoose: (index: number) => void;
}

/** All questions in short, with how each stands; any can be chosen at any time. */
export function QuestionList({ german, items, onChoose }: QuestionListProps) {
  const { t, i18n } = useTranslation('assessments');
  return (
    <nav className={styles.list} aria-label={t('run.questions')}>
      {items.map(({ id, state, current }, index) => (
        <button
          key={id}
          type="button"
          title={german.say(`q.${id}`)}
          aria-current={current || undefined}
          onClick={() => onChoose(index)}
        >
          <span>{i18n.exists(`assessments:short.${id}`) ? t(`short.${id}` as 'short.school') : id}</span>
          {state === 'answered' && <Check aria-hidden />}
          {state === 'skipped' && <Minus aria-hidden />}
          <span className="visually-hidden">{t(`state.${state}`)}</span>
        </button>
      ))}
    </nav>
  );
}
