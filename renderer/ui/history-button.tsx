import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { showHistory, type HistoryRequest } from '../lib/history-request';
import { Button } from './button';
import { IconButton } from './icon-button';

export interface HistoryButtonProps {
  /** What it is the history of, in words. */
  what: string;
  records: HistoryRequest['records'];
  /** `icon` in rows, where the word would repeat itself. */
  look?: 'word' | 'icon' | undefined;
}

/** Shows beside the page who set which value when; nothing where there are no records yet. */
export function HistoryButton({ what, records, look = 'word' }: HistoryButtonProps) {
  const { t } = useTranslation('conflicts');
  if (records.length === 0) return null;
  const name = t('history.openOf', { what });
  const show = () => showHistory({ title: what, records });
  if (look === 'icon') return <IconButton icon={History} label={name} onPress={show} />;
  return (
    <Button variant="quiet" icon={History} aria-label={name} onPress={show}>
      {t('history.open')}
    </Button>
  );
}
