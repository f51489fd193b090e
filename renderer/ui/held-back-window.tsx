import { MonitorUp } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog';
import { LinkButton } from './link-button';

let address: string | null = null;
const listeners = new Set<() => void>();

function set(next: string | null): void {
  address = next;
  listeners.forEach((listener) => listener());
}

/** Says that the browser held a window back, and offers it as a link; `null` is a window that opened. */
export function sayIfHeldBack(held: string | null): void {
  if (held !== null) set(held);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The place where that is said; stands once in the layout. */
export function HeldBackWindow() {
  const { t } = useTranslation('common');
  const href = useSyncExternalStore(subscribe, () => address);
  if (href === null) return null;
  const close = () => set(null);
  return (
    <Dialog
      title={t('heldBack.title')}
      isOpen
      size="s"
      onClose={close}
      actions={
        <LinkButton variant="primary" icon={MonitorUp} href={href} newWindow onPress={close}>
          {t('heldBack.open')}
        </LinkButton>
      }
    >
      <p>{t('heldBack.text')}</p>
    </Dialog>
  );
}
