import { FileText, Printer } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { data } from '../../data/client';
import { useErrorWords } from '../../i18n/errors';
import { formatDate, todayIso } from '../../lib/dates';
import { Button } from '../../ui/button';
import { Checkbox } from '../../ui/checkbox';
import { CopyButton } from '../../ui/copy-button';
import { Dialog } from '../../ui/dialog';
import { FactorCodeForm } from '../../ui/factor-code-form';
import { Notice } from '../../ui/notice';
import { PrintSheet } from '../../ui/print-sheet';
import { Qr } from '../../ui/qr';
import { TextField } from '../../ui/text-field';
import styles from './factor.module.css';

interface Secret {
  secret: string;
  address: string;
}

/** The passphrase first, so that nobody else sets one up at an open desk. */
function PassphraseStep({ onSecret }: { onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const [passphrase, setPassphrase] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const go = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || passphrase === '') return;
    setPending(true);
    setProblem(null);
    try {
      onSecret(await data.security.beginFactor({ passphrase }));
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <form className={styles.step} onSubmit={(event) => void go(event)}>
      <p>{t('factor.intro')}</p>
      <TextField
        label={t('factor.passphrase')}
        type="password"
        autoComplete="current-password"
        value={passphrase}
        onChange={setPassphrase}
        autoFocus
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
      <div>
        <Button type="submit" variant="primary" isPending={pending}>
          {t('factor.next')}
        </Button>
      </div>
    </form>
  );
}

/** The secret as a picture and as text, and a first code of it. */
function SecretStep({
  secret: { secret, address },
  onCodes,
}: {
  secret: Secret;
  onCodes: (codes: string[]) => void;
}) {
  const { t } = useTranslation('admin');
  return (
    <div className={styles.step}>
      <div className={styles.secret}>
        <div>
          <p>{t('factor.scan')}</p>
          <p className={styles.small}>{t('factor.byHand')}</p>
          <p className={styles.groups}>
            {secret.match(/.{1,4}/g)?.join(' ')} <CopyButton text={secret} what={t('factor.secret')} />
          </p>
        </div>
        <Qr text={address} label={t('factor.qr')} className={styles.qr} />
      </div>
      <FactorCodeForm
        onCode={async (code) => onCodes(await data.security.confirmFactor({ code }))}
        submit={t('factor.confirm')}
      />
    </div>
  );
}

/** The codes as a text file, for who has no printer. */
function saveAsText(lines: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([lines.join('\r\n')], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'Wegbuch-Codes.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

function CodesStep({
  codes,
  left,
  onKept,
  onDone,
}: {
  codes: readonly string[];
  /** Somebody wanted to close it before the codes were kept. */
  left: boolean;
  onKept: (kept: boolean) => void;
  onDone: () => void;
}) {
  const { t } = useTranslation('admin');
  const [printing, setPrinting] = useState(false);
  const [kept, setKept] = useState(false);
  const keep = (now: boolean) => {
    setKept(now);
    onKept(now);
  };
  const title = t('factor.paperTitle', { date: formatDate(todayIso()) });
  return (
    <div className={styles.step}>
      <Notice meaning="neutral">{t('factor.isOn')}</Notice>
      <p>{t('factor.codesHelp')}</p>
      <ol className={styles.codes} aria-label={t('factor.codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className={styles.buttons}>
        <Button icon={Printer} onPress={() => setPrinting(true)}>
          {t('factor.print')}
        </Button>
        <Button icon={FileText} onPress={() => saveAsText([title, '', ...codes, '', t('factor.paperUse')])}>
          {t('factor.save')}
        </Button>
      </div>
      <Checkbox label={t('factor.kept')} checked={kept} onChange={keep} />
      {left && !kept && (
        <Notice meaning="warn" alert>
          {t('factor.keepFirst')}
        </Notice>
      )}
      <div>
        <Button variant="primary" isDisabled={!kept} onPress={onDone}>
          {t('factor.done')}
        </Button>
      </div>
      {printing && (
        <PrintSheet onDone={() => setPrinting(false)}>
          <h1>{title}</h1>
          <ol className={styles.codes}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ol>
          <p>{t('factor.paperUse')}</p>
        </PrintSheet>
      )}
    </div>
  );
}

/** Sets a second factor up: passphrase, secret, recovery codes. Once the codes are shown, it is in force. */
export function FactorSetup({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const [secret, setSecret] = useState<Secret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [kept, setKept] = useState(false);
  const [left, setLeft] = useState(false);
  // Closed by mistake, the codes would be gone: they are shown once.
  const close = () => (codes && !kept ? setLeft(true) : onClose());
  return (
    <Dialog
      title={t(codes ? 'factor.codesTitle' : 'factor.setUpTitle')}
      isOpen
      onClose={close}
      dismissable={false}
    >
      {codes ? (
        <CodesStep codes={codes} left={left} onKept={setKept} onDone={onClose} />
      ) : secret ? (
        <SecretStep secret={secret} onCodes={setCodes} />
      ) : (
        <PassphraseStep onSecret={setSecret} />
      )}
    </Dialog>
  );
}
