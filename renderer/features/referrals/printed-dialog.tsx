import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { View } from '../../data/api';
import { answerPrinted } from '../../data/letter-jobs';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { showToast } from '../../ui/toast';

/** "Alles richtig gedruckt?": only yes makes the referral sent. Closing it leaves the question open. */
export function PrintedDialog(props: {
  letter: View<'letters'>;
  by: string;
  draftId: string | null;
  onAgain: () => void;
  onDone: (answer: 'printed' | 'void' | 'open') => void;
}) {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const [error, setError] = useState<unknown>(null);
  const answer = async (said: 'printed' | 'void') => {
    try {
      await answerPrinted(props.letter, said, props.by, props.draftId);
      showToast({ message: t(said === 'printed' ? 'printed.sent' : 'printed.voided') });
      props.onDone(said);
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog
      title={t('printed.title')}
      size="s"
      role="alertdialog"
      isOpen
      onClose={() => props.onDone('open')}
      actions={
        <>
          <Button variant="primary" onPress={() => void answer('printed')}>
            {t('printed.yes')}
          </Button>
          <Button onPress={props.onAgain}>{t('printed.again')}</Button>
          <Button variant="quiet" onPress={() => void answer('void')}>
            {t('printed.void')}
          </Button>
        </>
      }
    >
      <p>{t('printed.text', { number: props.letter.value.number })}</p>
      {error !== null && <Notice meaning="danger" title={errorWords(error)} alert />}
    </Dialog>
  );
}
