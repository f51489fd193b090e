import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { classNames } from './class-names';
import styles from './dialog.module.css';
import { IconButton } from './icon-button';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `side`: a sheet at the inline end that leaves the page visible (quick entry). */
  size?: 's' | 'm' | 'l' | 'side' | undefined;
  /** Buttons at the foot; the filled one first. */
  actions?: ReactNode | undefined;
  /** `alertdialog` for questions that must be answered. */
  role?: 'dialog' | 'alertdialog' | undefined;
  /** A press outside closes it. Off where typed text could be lost. */
  dismissable?: boolean | undefined;
  children: ReactNode;
}

/** One thing to attend to before going on. Never opened from another dialog. */
export function Dialog({
  title,
  isOpen,
  onClose,
  size = 'm',
  actions,
  role = 'dialog',
  dismissable,
  children,
}: DialogProps) {
  const { t } = useTranslation('common');
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={dismissable ?? role === 'dialog'}
      className={classNames(styles.overlay)}
    >
      <Modal className={classNames(styles.modal, styles[size])}>
        <AriaDialog role={role} className={classNames(styles.dialog)}>
          <header className={styles.head}>
            <Heading slot="title" level={2} className={classNames(styles.title)}>
              {title}
            </Heading>
            <IconButton icon={X} label={t('action.close')} onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {actions && <footer className={styles.foot}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmDialogProps {
  /** A question that names the person or thing. */
  title: string;
  isOpen: boolean;
  /** What follows from it. */
  children: ReactNode;
  /** The verb on the button. */
  confirm: string;
  danger?: boolean | undefined;
  onConfirm: () => void;
  onClose: () => void;
}

/** Only for what leaves the office or destroys; everything else has an undo instead. */
export function ConfirmDialog({
  title,
  isOpen,
  children,
  confirm,
  danger,
  onConfirm,
  onClose,
}: ConfirmDialogProps) {
  const { t } = useTranslation('common');
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      size="s"
      role="alertdialog"
      actions={
        <>
          <Button variant={danger ? 'danger' : 'primary'} onPress={onConfirm}>
            {confirm}
          </Button>
          <Button onPress={onClose} autoFocus>
            {t('action.cancel')}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
