import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../i18n/errors';
import { Button } from './button';
import { Dialog } from './dialog';
import { Notice } from './notice';

/** What a person says about paper that came out of the printer. */
export type PrintedAnswer = 'printed' | 'void';

/** "Alles richtig gedruckt?" Closing it leaves the question open: nothing counts as sent by itself. */
export function PrintedDialog(props: {
  number: string;
  onAnswer: (answer: PrintedAnswer) => Promise<void>;
  onAgain: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const [error, setError] = useState<unknown>(null);
  const answer = (said: PrintedAnswer) => void props.onAnswer(said).catch(setError);
  return (
    <Dialog
      title={t('printed.title')}
      role="alertdialog"
      isOpen
      onClose={props.onClose}
      actions={
        <>
          <Button variant="primary" onPress={() => answer('printed')}>
            {t('printed.yes')}
          </Button>
          <Button onPress={props.onAgain}>{t('printed.again')}</Button>
          <Button variant="quiet" onPress={() => answer('void')}>
            {t('printed.void')}
          </Button>
        </>
      }
    >
      <p>{t('printed.text', { number: props.number })}</p>
      {error !== null && <Notice meaning="danger" title={errorWords(error)} alert />}
    </Dialog>
  );
}
