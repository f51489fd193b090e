import { Languages, Lock, MessagesSquare, Moon, Settings2, Sun, SunMoon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components/Button';
import { STAFF_LANGUAGES } from '../i18n/i18n';
import { beginConversation, endConversation, useConversation } from '../lib/conversation';
import { formatTime } from '../lib/dates';
import { go, paths } from '../lib/paths';
import { changeSettings, useSettings } from '../lib/settings';
import { Avatar } from '../ui/avatar';
import { classNames } from '../ui/class-names';
import { Menu, type MenuAction } from '../ui/menu';
import { useDesk } from './desk-context';
import styles from './frame.module.css';
import { GlobalSearch } from './global-search';
import { SyncStatus } from './sync-status';
import { lockNow, useLockShortcut } from './use-lock';

const THEMES = [
  { theme: 'light', icon: Sun },
  { theme: 'dark', icon: Moon },
  { theme: 'system', icon: SunMoon },
] as const;

/** Appearance, language and lock, under the person's name. */
function PersonMenu() {
  const { t } = useTranslation('app');
  const settings = useSettings();
  const { person } = useDesk();
  const conversation = useConversation();
  const actions: MenuAction[] = [
    ...THEMES.map(({ theme, icon }) => ({
      id: theme,
      label: t(`theme.${theme}`),
      icon,
      checked: settings.theme === theme,
      onPress: () => changeSettings({ theme }),
    })),
    ...STAFF_LANGUAGES.map((language, at) => ({
      id: language,
      label: t(`language.${language}`),
      icon: Languages,
      gap: at === 0,
      checked: settings.language === language,
      onPress: () => changeSettings({ language }),
    })),
    { id: 'admin', label: t('nav.admin'), icon: Settings2, gap: true, onPress: () => go(paths.admin) },
    {
      id: 'conversation',
      label: t(conversation === null ? 'conversation.begin' : 'conversation.end'),
      icon: MessagesSquare,
      gap: true,
      onPress: () => (conversation === null ? beginConversation() : endConversation()),
    },
    { id: 'lock', label: t('frame.lock'), icon: Lock, onPress: () => void lockNow(null) },
  ];
  return (
    <Menu
      label={t('frame.personMenu')}
      actions={actions}
      trigger={
        <AriaButton
          className={classNames(styles.me)}
          aria-label={t('frame.personMenuOf', { name: person.name })}
        >
          <Avatar name={person.name} />
          <span className={styles.name}>{person.name}</span>
        </AriaButton>
      }
    />
  );
}

/** That a conversation keeps Wegbuch open, until when, and the way to end it; nothing without one. */
function ConversationStatus() {
  const { t } = useTranslation('app');
  const end = useConversation();
  return (
    <span role="status">
      {end !== null && (
        <button
          type="button"
          className={styles.conversation}
          title={t('conversation.end')}
          onClick={endConversation}
        >
          <MessagesSquare aria-hidden />
          {t('conversation.until', { time: formatTime(new Date(end).toISOString()) })}
          <span className="visually-hidden">{t('conversation.end')}</span>
        </button>
      )}
    </span>
  );
}

export function TopBar() {
  const { t } = useTranslation('app');
  const searches = useDesk().person.role !== 'administration';
  useLockShortcut();
  return (
    <header className={styles.bar}>
      {searches ? <GlobalSearch /> : <span />}
      <div className={styles.barEnd}>
        <ConversationStatus />
        <SyncStatus />
        <span className={styles.divider} aria-hidden />
        <PersonMenu />
        <button
          type="button"
          className={styles.lock}
          title={t('frame.lock')}
          onClick={() => void lockNow(null)}
        >
          <Lock aria-hidden />
          <span className="visually-hidden">{t('frame.lock')}</span>
          <kbd aria-hidden>{t('key.lock')}</kbd>
        </button>
      </div>
    </header>
  );
}
