import {
  CircleCheck,
  CircleHelp,
  CircleSlash2,
  MoreHorizontal,
  Printer,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Letter } from '#shared/domain/letters';
import { PAPER_FONTS, PAPER_VERSION } from '#shared/letters/rendering';
import type { View } from '../../data/api';
import { answerPrinted, noteOutput } from '../../data/letter-jobs';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { platform } from '../../platform/current';
import { Button } from '../../ui/button';
import { IconButton } from '../../ui/icon-button';
import { Mark, type Meaning } from '../../ui/mark';
import { Menu } from '../../ui/menu';
import { PrintedDialog } from '../../ui/printed-dialog';
import { Row } from '../../ui/row-list';
import { showToast } from '../../ui/toast';

const MARKS: Readonly<Record<Letter['state']['state'], [Meaning, LucideIcon]>> = {
  printing: ['warn', CircleHelp],
  printed: ['ok', CircleCheck],
  void: ['neutral', CircleSlash2],
};

/** One letter as it was given to print; reprinting takes the very same model. */
export function LetterRow({ letter, by }: { letter: View<'letters'>; by: string | null }) {
  const { t } = useTranslation('letters');
  const errorWords = useErrorWords();
  const [asking, setAsking] = useState(false);
  const { model, number, date, state, rendering } = letter.value;
  const [meaning, icon] = MARKS[state.state];

  const reprint = async (how: 'print' | 'pdf') => {
    if (rendering.paper !== PAPER_VERSION || rendering.fonts !== PAPER_FONTS)
      showToast({ message: t('list.otherPaper') });
    try {
      await noteOutput(how, letter.fileId);
      await (how === 'print'
        ? platform.print([model])
        : platform.savePdf([model], `Schreiben ${number}.pdf`));
    } catch (reason) {
      showToast({ message: errorWords(reason) });
    }
  };
  return (
    <Row
      title={<bdi>{model.recipient[0] ?? t('list.handOver')}</bdi>}
      detail={
        <>
          <bdi>{model.subject}</bdi> · {t('list.detail', { number, date: formatDate(date) })}
        </>
      }
      past={state.state === 'void'}
      state={
        <Mark meaning={meaning} icon={icon}>
          {t(`state.${state.state}`)}
        </Mark>
      }
      actions={
        <>
          {state.state === 'printing' && by !== null && (
            <Button variant="quiet" onPress={() => setAsking(true)}>
              {t('list.answer')}
            </Button>
          )}
          {state.state === 'printed' && (
            <Button variant="quiet" icon={Printer} onPress={() => void reprint('print')}>
              {t('list.reprint')}
            </Button>
          )}
          <Menu
            label={t('list.more', { number })}
            trigger={<IconButton icon={MoreHorizontal} label={t('list.more', { number })} />}
            actions={[
              { id: 'print', label: t('list.reprint'), onPress: () => void reprint('print') },
              { id: 'pdf', label: t('list.reprintPdf'), onPress: () => void reprint('pdf') },
            ]}
          />
          {asking && by !== null && (
            <PrintedDialog
              number={number}
              onAgain={() => void reprint('print')}
              onClose={() => setAsking(false)}
              onAnswer={async (answer) => {
                await answerPrinted(letter, answer, by);
                showToast({ message: t(answer === 'printed' ? 'printed.sent' : 'printed.voided') });
                setAsking(false);
              }}
            />
          )}
        </>
      }
    />
  );
}
