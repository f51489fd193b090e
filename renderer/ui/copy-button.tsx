import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { platform } from '../platform/current';
import { IconButton } from './icon-button';

/** Copies a phone number, an address as a block, a file number. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { t } = useTranslation('common');
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <>
      <IconButton
        size="s"
        icon={copied ? Check : Copy}
        label={t('action.copyWhat', { what })}
        onPress={() => void platform.copyText(text).then(() => setCopied(true))}
      />
      <span role="status" className="visually-hidden">
        {copied ? t('state.copied') : ''}
      </span>
    </>
  );
}
