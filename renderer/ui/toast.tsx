import { Undo2, X } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { IconButton } from './icon-button';
import styles from './toast.module.css';

export interface Toast {
  message: string;
  /** Takes the deed back; the toast then stays ten seconds. */
  undo?: (() => void | Promise<void>) | undefined;
}

const SHOWN_MS = 10_000;
let current: (Toast & { id: number }) | null = null;
let nextId = 1;
const listeners = new Set<() => void>();

function set(toast: typeof current): void {
  current = toast;
  listeners.forEach((listener) => listener());
}

/** Says what was done, with a way back. A new one replaces the last. */
export function showToast(toast: Toast): void {
  set({ ...toast, id: nextId++ });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The place where toasts appear; stands once in the layout. */
export function ToastRegion() {
  const { t } = useTranslation('common');
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (!toast) return;
    const timer = setTimeout(() => current?.id === toast.id && set(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {toast && (
        <div key={toast.id} className={styles.toast}>
          <span>{toast.message}</span>
          {toast.undo && (
            <Button
              variant="quiet"
              icon={Undo2}
              onPress={() => {
                set(null);
                void toast.undo?.();
              }}
            >
              {t('action.undo')}
            </Button>
          )}
          <IconButton icon={X} size="s" label={t('action.close')} onPress={() => set(null)} />
        </div>
      )}
    </div>
  );
}
