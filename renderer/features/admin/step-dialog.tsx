import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';

export interface StepDialogProps {
  title: string;
  isOpen: boolean;
  /** The verb on the button; null where there is nothing to do but to look. */
  step: string | null;
  onStep: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog with one step to take: what it needs, the step, and why it could not be taken. */
export function StepDialog({ title, isOpen, step, onStep, onClose, children }: StepDialogProps) {
  const { t } = useTranslation('common');
  const words = useErrorWords();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const take = async () => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await onStep();
    } catch (reason) {
      setProblem(reason);
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          {step !== null && (
            <Button variant="primary" isPending={pending} onPress={() => void take()}>
              {step}
            </Button>
          )}
          <Button onPress={onClose}>{t(step === null ? 'action.close' : 'action.cancel')}</Button>
        </>
      }
    >
      {children}
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </Dialog>
  );
}
