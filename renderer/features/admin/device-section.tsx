import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { STAFF_LANGUAGES } from '../../i18n/i18n';
import { changeSettings, useSettings, type Settings } from '../../lib/settings';
import { platform } from '../../platform/current';
import { keepStorage } from '../../platform/keep-storage';
import { paths } from '../../lib/paths';
import { ChipGroup } from '../../ui/chip-group';
import { LinkButton } from '../../ui/link-button';
import { Section } from '../../ui/section';
import styles from './admin.module.css';
import { PinSetting } from './pin-setting';

function Setting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.setting}>
      <span>{label}</span>
      {children}
    </div>
  );
}

const THEMES = ['light', 'dark', 'system'] as const;
const DENSITIES = ['compact', 'comfortable'] as const;
const DIRECTIONS = ['normal', 'mirrored'] as const;

/** True once the browser has refused to keep what this device stores. */
function useStorageRefused(): boolean {
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    void keepStorage().then((kept) => setRefused(kept === false));
  }, []);
  return refused;
}

const SCREENSHOTS = ['hidden', 'shown'] as const;

/** Whether the desktop app is kept out of screenshots; nothing where a browser cannot. */
function ScreenshotSetting() {
  const { t } = useTranslation('admin');
  const [hidden, setHidden] = useState<boolean | null>(null);
  const { contentProtection } = platform;
  useEffect(() => {
    void contentProtection?.current().then(setHidden);
  }, [contentProtection]);
  if (contentProtection === null || hidden === null) return null;
  const change = async (on: boolean) => {
    await contentProtection.change(on);
    setHidden(on);
  };
  return (
    <Setting label={t('device.screenshots')}>
      <ChipGroup<(typeof SCREENSHOTS)[number]>
        look="segments"
        label={t('device.screenshots')}
        chips={SCREENSHOTS.map((value) => ({ value, label: t(`device.screenshotChoices.${value}`) }))}
        value={hidden ? 'hidden' : 'shown'}
        onChange={(choice) => choice && void change(choice === 'hidden')}
      />
    </Setting>
  );
}

/** How Wegbuch looks on this device, and whether its store is safe here. */
export function DeviceSection({ id, hasRecords }: { id: string; hasRecords: boolean }) {
  const { t } = useTranslation('admin');
  const settings = useSettings();
  const refused = useStorageRefused();
  return (
    <Section look="file" id={id} title={t('part.device')}>
      <div className={styles.settings}>
        <Setting label={t('device.theme')}>
          <ChipGroup<Settings['theme']>
            look="segments"
            label={t('device.theme')}
            chips={THEMES.map((value) => ({ value, label: t(`device.themes.${value}`) }))}
            value={settings.theme}
            onChange={(theme) => theme && changeSettings({ theme })}
          />
        </Setting>
        <Setting label={t('device.language')}>
          <ChipGroup<Settings['language']>
            look="segments"
            label={t('device.language')}
            chips={STAFF_LANGUAGES.map((value) => ({ value, label: t(`device.languages.${value}`) }))}
            value={settings.language}
            onChange={(language) => language && changeSettings({ language })}
          />
        </Setting>
        <Setting label={t('device.density')}>
          <ChipGroup<Settings['density']>
            look="segments"
            label={t('device.density')}
            chips={DENSITIES.map((value) => ({ value, label: t(`device.densities.${value}`) }))}
            value={settings.density}
            onChange={(density) => density && changeSettings({ density })}
          />
        </Setting>
        <Setting label={t('device.mirrored')}>
          <ChipGroup<(typeof DIRECTIONS)[number]>
            look="segments"
            label={t('device.mirrored')}
            chips={DIRECTIONS.map((value) => ({ value, label: t(`device.directions.${value}`) }))}
            value={settings.mirrored ? 'mirrored' : 'normal'}
            onChange={(direction) => changeSettings({ mirrored: direction === 'mirrored' })}
          />
        </Setting>
        <ScreenshotSetting />
        <Setting label={t('pin.label')}>
          <PinSetting />
        </Setting>
      </div>
      {hasRecords && (
        <div className={styles.links}>
          <LinkButton href={paths.backup}>{t('device.backup')}</LinkButton>
          <LinkButton href={paths.erasures}>{t('device.erasures')}</LinkButton>
          <LinkButton href={paths.audit}>{t('device.audit')}</LinkButton>
        </div>
      )}
      {refused && <p className={styles.note}>{t('device.notKept')}</p>}
    </Section>
  );
}
