import { MonitorUp } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { EmptyState } from '../../ui/empty-state';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { CodeDialog, type IssuedCode } from './code-dialog';

/** The first letter no kiosk has yet; the desk itself counts with T. */
function freeLetter(taken: readonly string[]): string {
  return [...'ABCDEFGHIJKLMNOPQRSUVWXYZ'].find((letter) => !taken.includes(letter)) ?? '';
}

function KioskDialog({
  taken,
  onClose,
  onIssued,
}: {
  taken: readonly string[];
  onClose: () => void;
  onIssued: (issued: IssuedCode) => void;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const words = useErrorWords();
  const [name, setName] = useState(t('admin:kiosk.defaultName'));
  const [letter, setLetter] = useState(freeLetter(taken));
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const isLetter = /^[A-Z]$/.test(letter);
  const invite = async () => {
    if (name.trim() === '' || !isLetter || pending) return;
    setPending(true);
    setProblem(null);
    try {
      const code = await data.security.inviteKiosk({ name: name.trim(), letter });
      onIssued({ title: t('admin:kiosk.codeFor', { name: name.trim() }), ...code });
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t('admin:kiosk.add')}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button variant="primary" isPending={pending} onPress={() => void invite()}>
            {t('admin:people.makeCode')}
          </Button>
          <Button onPress={onClose}>{t('common:action.cancel')}</Button>
        </>
      }
    >
      <TextField
        label={t('admin:kiosk.name')}
        value={name}
        onChange={setName}
        error={name.trim() === '' ? t('common:problem.required') : undefined}
        maxLength={60}
        autoFocus
      />
      <TextField
        label={t('admin:kiosk.letter')}
        help={t('admin:kiosk.letterHelp', { number: `${isLetter ? letter : 'A'}-17` })}
        value={letter}
        onChange={(typed) => setLetter(typed.toUpperCase())}
        error={isLetter ? undefined : t('common:problem.kiosk-letter')}
        maxLength={1}
      />
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </Dialog>
  );
}

/** Devices in the waiting room. */
export function KioskSection({ id, mayInvite }: { id: string; mayInvite: boolean }) {
  const { t } = useTranslation('admin');
  const [adding, setAdding] = useState(false);
  const [issued, setIssued] = useState<IssuedCode | null>(null);
  const { value: known } = useLive([SECURITY_TOPIC], () => data.security.kiosks(), []);
  const kiosks = known ?? [];
  return (
    <Section
      look="file"
      id={id}
      title={t('part.kiosk')}
      count={known?.length}
      actions={
        mayInvite && (
          <Button variant="quiet" icon={MonitorUp} onPress={() => setAdding(true)}>
            {t('kiosk.add')}
          </Button>
        )
      }
    >
      {known === undefined ? (
        <Skeleton rows={1} />
      ) : kiosks.length === 0 ? (
        <EmptyState title={t('kiosk.none')} />
      ) : (
        <RowList>
          {kiosks.map((kiosk) => (
            <Row key={kiosk.id} anchor={kiosk.letter} title={kiosk.name} />
          ))}
        </RowList>
      )}
      {adding && (
        <KioskDialog
          taken={kiosks.map(({ letter }) => letter)}
          onClose={() => setAdding(false)}
          onIssued={(code) => {
            setAdding(false);
            setIssued(code);
          }}
        />
      )}
      <CodeDialog issued={issued} onClose={() => setIssued(null)} />
    </Section>
  );
}
