import {
  FilePlus2,
  Lock,
  type LucideIcon,
  MessagesSquare,
  Moon,
  RefreshCw,
  Sun,
  UserRoundPlus,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { data } from '../data/client';
import { beginConversation } from '../lib/conversation';
import { paths } from '../lib/paths';
import { changeSettings } from '../lib/settings';
import { NAVIGATION } from './navigation-entries';
import { lockNow } from './use-lock';

export interface Command {
  id: string;
  title: string;
  /** Further words it is found by. */
  words: string;
  /** Its key, if it has one. */
  key: string;
  icon: LucideIcon;
  run: () => void;
}

/** What the search field can do besides finding. */
export function useCommands(open: (path: string) => void): Command[] {
  const { t } = useTranslation('app');
  const command = (
    id: 'newClient' | 'freeLetter' | 'sync' | 'dark' | 'light' | 'conversation' | 'lock',
    icon: LucideIcon,
    run: () => void,
    key = '',
  ) => ({
    id,
    title: t(`command.${id}`),
    words: t(`commandWords.${id}`),
    key,
    icon,
    run,
  });
  return [
    command('newClient', UserRoundPlus, () => open(paths.newClientFile)),
    command('freeLetter', FilePlus2, () => open(paths.freeLetter)),
    ...NAVIGATION.map(({ key, href, icon }) => ({
      id: key,
      title: t(`nav.${key}`),
      words: '',
      key: '',
      icon,
      run: () => open(href),
    })),
    command('sync', RefreshCw, () => void data.sync.now()),
    command('dark', Moon, () => changeSettings({ theme: 'dark' })),
    command('light', Sun, () => changeSettings({ theme: 'light' })),
    command('conversation', MessagesSquare, () => beginConversation()),
    command('lock', Lock, () => void lockNow(null), t('key.lock')),
  ];
}
