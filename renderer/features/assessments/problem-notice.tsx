import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/errors';
import { Notice } from '../../ui/notice';

/** Says that and why something was not saved; nothing while all is well (null). */
export function ProblemNotice({ problem }: { problem: unknown }) {
  const { t } = useTranslation('assessments');
  const errorWords = useErrorWords();
  if (problem === null) return null;
  return (
    <Notice meaning="danger" title={t('notSaved')} alert>
      {errorWords(problem)}
    </Notice>
  );
}
