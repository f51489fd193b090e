import { Ellipsis, MonitorOff, Pencil, ShieldAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Device } from '../../data/api';
import { data, SECURITY_TOPIC, SYNC_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { useMomentWords } from '../../lib/use-moment-words';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuAction } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import { showToast } from '../../ui/toast';
import styles from './admin.module.css';

/** What is about to be done with a device. */
type Step = { device: Device; as: 'name' | 'lost' | 'stolen' };

/** A device in words: its name, else what it is. */
function useDeviceWords() {
  const { t } = useTranslation('admin');
  return ({ name, edition, system }: Device) => {
    if (name !== null) return name;
    if (edition === null || system === null) return t('devices.unseen');
    return t(`devices.${edition}`, { system: t(`devices.system.${system}`) });
  };
}

function StepDialog({ step, onClose }: { step: Step; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const words = useErrorWords();
  const deviceWords = useDeviceWords();
  const { device, as } = step;
  const [name, setName] = useState(device.name ?? '');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { deviceId } = device;
  const go = async () => {
    if (pending || (as === 'name' && name.trim() === '')) return;
    setPending(true);
    setProblem(null);
    try {
      if (as === 'name') await data.security.nameDevice({ deviceId, name: name.trim() });
      else await data.security.endDevice({ deviceId, as });
      if (as !== 'name') showToast({ message: t('admin:devices.done', { name: deviceWords(device) }) });
      onClose();
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t(`admin:devices.${as}Title`, { name: deviceWords(device) })}
      role={as === 'name' ? 'dialog' : 'alertdialog'}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button
            variant={as === 'name' ? 'primary' : 'danger'}
            isPending={pending}
            onPress={() => void go()}
          >
            {as === 'name' ? t('common:action.save') : t(`admin:devices.${as}`)}
          </Button>
          <Button onPress={onClose}>{t('common:action.cancel')}</Button>
        </>
      }
    >
      {as === 'name' ? (
        <TextField
          label={t('admin:devices.nameLabel')}
          help={t('admin:devices.nameHelp')}
          value={name}
          onChange={setName}
          maxLength={60}
          autoFocus
        />
      ) : (
        <p>{t(`admin:devices.${as}Help`, { name: device.personName })}</p>
      )}
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </Dialog>
  );
}

function DeviceRow({
  device,
  mayAdmit,
  onStep,
  onAdmit,
}: {
  device: Device;
  mayAdmit: boolean;
  onStep: (step: Step) => void;
  onAdmit: () => void;
}) {
  const { t } = useTranslation('admin');
  const moments = useMomentWords();
  const words = useDeviceWords();
  const { isThis, ended, endedAt, seenAt, version, personName, name, edition, system } = device;
  const kind =
    name !== null && edition !== null && system !== null
      ? t(`devices.${edition}`, { system: t(`devices.system.${system}`) })
      : null;
  const state = isThis
    ? t('devices.this')
    : ended && endedAt
      ? t(`devices.ended.${ended}`, { at: moments.day(endedAt) })
      : seenAt && t('devices.seen', { at: moments.moment(seenAt) });
  const actions: MenuAction[] = [
    { id: 'name', label: t('devices.rename'), icon: Pencil, onPress: () => onStep({ device, as: 'name' }) },
  ];
  if (!isThis && ended === null)
    actions.push({
      id: 'lost',
      label: t('devices.lost'),
      icon: MonitorOff,
      gap: true,
      danger: true,
      onPress: () => onStep({ device, as: 'lost' }),
    });
  if (!isThis && ended !== 'stolen')
    actions.push({
      id: 'stolen',
      label: t('devices.stolen'),
      icon: ShieldAlert,
      danger: true,
      onPress: () => onStep({ device, as: 'stolen' }),
    });
  if (mayAdmit && ended === 'lost')
    actions.push({ id: 'admit', label: t('devices.admit'), icon: Undo2, gap: true, onPress: onAdmit });
  return (
    <Row
      title={words(device)}
      detail={[personName, kind, version && t('devices.version', { version })].filter(Boolean).join(' · ')}
      state={state}
      past={ended !== null}
      actions={
        <Menu
          label={t('devices.actions', { name: words(device) })}
          trigger={<IconButton icon={Ellipsis} label={t('devices.actions', { name: words(device) })} />}
          actions={actions}
        />
      }
    />
  );
}

/** Devices that sign in at the server: own ones, for leads all; lost and stolen ones are ended here. */
export function DevicesSection({ id, isLead }: { id: string; isLead: boolean }) {
  const { t } = useTranslation('admin');
  const words = useErrorWords();
  const [step, setStep] = useState<Step | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const { value: sync } = useLive([SYNC_TOPIC], () => data.sync.state(), []);
  const hasServer = sync !== undefined && sync.kind !== 'no-server';
  const { value: found } = useLive(
    [SECURITY_TOPIC],
    async () => (hasServer ? data.security.devices().then(asList, asProblem) : null),
    [hasServer],
  );
  const admit = async (deviceId: string) => {
    setProblem(null);
    await data.security.admitDevice({ deviceId }).catch(setProblem);
  };
  const failed = problem ?? found?.problem ?? null;
  return (
    <Section look="file" id={id} title={t('part.devices')} count={found?.devices.length}>
      <p className={styles.lead}>{t(sync?.kind === 'no-server' ? 'devices.noServer' : 'devices.help')}</p>
      {failed !== null && <Notice meaning="warn">{words(failed)}</Notice>}
      {found === undefined && <Skeleton rows={1} />}
      <RowList>
        {(found?.devices ?? []).map((device) => (
          <DeviceRow
            key={device.deviceId}
            device={device}
            mayAdmit={isLead}
            onStep={setStep}
            onAdmit={() => void admit(device.deviceId)}
          />
        ))}
      </RowList>
      {step && <StepDialog step={step} onClose={() => setStep(null)} />}
    </Section>
  );
}

const asList = (devices: Device[]) => ({ devices, problem: null });
const asProblem = (problem: unknown) => ({ devices: [], problem });
