import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC, SYNC_TOPIC } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { FactorCodeForm } from '../../ui/factor-code-form';
import { Notice } from '../../ui/notice';
import { Section } from '../../ui/section';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';
import { FactorSetup } from './factor-setup';
import steps from './factor.module.css';

/** From so few recovery codes on the section says how to get new ones. */
const FEW = 3;

function EndDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const end = async (code: string) => {
    await data.security.endFactor({ code });
    showToast({ message: t('factor.ended') });
    onClose();
  };
  return (
    <Dialog title={t('factor.endTitle')} isOpen onClose={onClose} size="s" dismissable={false}>
      <div className={steps.step}>
        <p>{t('factor.endHelp')}</p>
        <FactorCodeForm onCode={end} submit={t('factor.end')} recovery />
      </div>
    </Dialog>
  );
}

/** The second factor of the person signed in: a code of an authenticator app, wanted by the server. */
export function FactorSection({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const [open, setOpen] = useState<'set-up' | 'end' | null>(null);
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  const hasServer = sync !== undefined && sync.kind !== 'no-server';
  const { value: found } = useLive(
    [SECURITY_TOPIC],
    async () =>
      hasServer
        ? data.security.factor().then(
            (factor) => ({ factor, problem: null }),
            (reason: unknown) => ({ factor: null, problem: toDataError(reason) }),
          )
        : null,
    [hasServer],
  );
  const factor = found?.factor;
  return (
    <Section
      look="file"
      id={id}
      title={t('part.factor')}
      actions={
        factor && (
          <Button
            variant="quiet"
            icon={factor.on ? ShieldOff : ShieldCheck}
            onPress={() => setOpen(factor.on ? 'end' : 'set-up')}
          >
            {t(factor.on ? 'factor.endOpen' : 'factor.setUp')}
          </Button>
        )
      }
    >
      <p className={styles.lead}>{t(sync?.kind === 'no-server' ? 'factor.noServer' : 'factor.help')}</p>
      {found?.problem && <Notice meaning="warn">{words(found.problem)}</Notice>}
      {factor?.on && (
        <p className={steps.on}>
          <ShieldCheck aria-hidden />
          <span>
            {t('factor.on', { count: factor.codesLeft })} {factor.codesLeft <= FEW && t('factor.few')}
          </span>
        </p>
      )}
      {open === 'set-up' && <FactorSetup onClose={() => setOpen(null)} />}
      {open === 'end' && <EndDialog onClose={() => setOpen(null)} />}
    </Section>
  );
}
