import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Ellipsis,
  KeyRound,
  ShieldOff,
  UserRoundCheck,
  UserRoundCog,
  UserRoundMinus,
  UserRoundX,
} from 'lucide-react';
import { ROLES, type Role } from '#shared/security/compartments';
import type { Standing } from '#shared/security/roster-entries';
import type { Person } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { Button } from '../../ui/button';
import { ConfirmDialog, type ConfirmDialogProps, Dialog } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuAction } from '../../ui/menu';
import { Notice } from '../../ui/notice';
import { RadioGroup } from '../../ui/radio-group';
import { TextArea } from '../../ui/text-area';
import { showToast } from '../../ui/toast';
import type { IssuedCode } from './code-dialog';

type Step = 'role' | 'readmit' | 'factor' | 'suspend' | 'end';

interface MembershipProps {
  person: Person;
  /** Who opens the menu. */
  me: Person;
  /** The person has a second factor. */
  hasFactor: boolean;
  onIssued: (issued: IssuedCode) => void;
  onProblem: (reason: unknown) => void;
}

/** What `me` may do about a colleague: leads everything but about themselves, the administration suspends. */
export function stepsFor(me: Person, person: Person, hasFactor: boolean): Array<Step | 'resume'> {
  if (person.id === me.id || person.standing === 'left') return [];
  const active = person.standing === 'active';
  if (me.role === 'administration') return active ? ['suspend'] : [];
  if (me.role !== 'lead') return [];
  // New keys for a lead come from the Notfallblatt.
  const readmit = active && person.role !== 'lead' ? (['readmit'] as const) : [];
  const factor = hasFactor ? (['factor'] as const) : [];
  return active ? ['role', ...readmit, ...factor, 'suspend', 'end'] : ['resume', 'end'];
}

const ICONS = {
  role: UserRoundCog,
  readmit: KeyRound,
  factor: ShieldOff,
  suspend: UserRoundMinus,
  resume: UserRoundCheck,
  end: UserRoundX,
} as const;

/** The role of a person, to be changed; who becomes a lead is certified with the Notfallblatt. */
function RoleDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation(['admin', 'common']);
  const words = useErrorWords();
  const [role, setRole] = useState<Role>(person.role);
  const [groups, setGroups] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { value: recovery } = useLive([SECURITY_TOPIC], () => data.security.recoveryState(), []);
  const needsSheet = role === 'lead' && role !== person.role && recovery?.pending === false;
  const { id: personId, name } = person;
  const change = async () => {
    if (role === person.role) return onClose();
    setPending(true);
    setProblem(null);
    try {
      await data.security.setRole({ personId, role, groups: needsSheet ? groups : undefined });
      showToast({ message: t('admin:membership.done.role', { name, role: t(`common:role.${role}`) }) });
      onClose();
    } catch (reason) {
      setProblem(reason);
      setPending(false);
    }
  };
  return (
    <Dialog
      title={t('admin:membership.roleTitle', { name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button variant="primary" isPending={pending} onPress={() => void change()}>
            {t('admin:membership.roleSave')}
          </Button>
          <Button onPress={onClose}>{t('common:action.cancel')}</Button>
        </>
      }
    >
      <RadioGroup<Role>
        label={t('admin:people.role')}
        look="cards"
        value={role}
        onChange={setRole}
        options={ROLES.map((value) => ({
          value,
          label: t(`common:role.${value}`),
          hint: t(`admin:people.roleHelp.${value}`),
        }))}
      />
      {needsSheet && (
        <TextArea
          label={t('admin:membership.groups')}
          help={t('admin:membership.groupsHelp')}
          value={groups}
          onChange={setGroups}
          dir="ltr"
          rows={3}
        />
      )}
      <p>{t('admin:membership.roleHelp', { name })}</p>
      {problem !== null && (
        <Notice meaning="danger" alert>
          {words(problem)}
        </Notice>
      )}
    </Dialog>
  );
}

/** The question before a colleague's second factor is switched off. */
function EndFactor({
  name,
  ...dialog
}: { name: string } & Pick<ConfirmDialogProps, 'isOpen' | 'onConfirm' | 'onClose'>) {
  const { t } = useTranslation('admin');
  return (
    <ConfirmDialog
      title={t('membership.factorTitle', { name })}
      confirm={t('membership.factorEnd')}
      {...dialog}
    >
      <p>{t('membership.factorHelp', { name })}</p>
    </ConfirmDialog>
  );
}

/** The menu of a colleague in the list, with a question before each step that tells what follows from it. */
export function Membership({ person, me, hasFactor, onIssued, onProblem }: MembershipProps) {
  const { t } = useTranslation('admin');
  const [step, setStep] = useState<Step | null>(null);
  const { id: personId, name, role } = person;
  const close = () => setStep(null);
  const run = (work: () => Promise<void>) => {
    close();
    onProblem(null);
    work().catch(onProblem);
  };
  const setStanding = (standing: Standing) =>
    run(async () => {
      await data.security.setStanding({ personId, standing });
      showToast({ message: t(`membership.done.${standing}`, { name }) });
    });
  const readmit = () =>
    run(async () => {
      const code = await data.security.invite({ purpose: 'person', personId, name, role });
      onIssued({ title: t('people.codeFor', { name }), ...code });
    });
  const endFactor = () =>
    run(async () => {
      await data.security.endFactorOf({ personId });
      showToast({ message: t('membership.done.factor', { name }) });
    });
  const actions = stepsFor(me, person, hasFactor).map((id): MenuAction => ({
    id,
    label: t(`membership.${id}`),
    icon: ICONS[id],
    danger: id === 'end',
    gap: id === 'end',
    onPress: () => (id === 'resume' ? setStanding('active') : setStep(id)),
  }));
  return (
    <>
      <Menu
        label={t('membership.menu', { name })}
        trigger={<IconButton icon={Ellipsis} label={t('membership.menu', { name })} />}
        actions={actions}
      />
      {step === 'role' && <RoleDialog person={person} onClose={close} />}
      <ConfirmDialog
        title={t('membership.readmitTitle', { name })}
        isOpen={step === 'readmit'}
        confirm={t('people.makeCode')}
        onConfirm={readmit}
        onClose={close}
      >
        <p>{t('membership.readmitHelp', { name })}</p>
      </ConfirmDialog>
      <EndFactor name={name} isOpen={step === 'factor'} onConfirm={endFactor} onClose={close} />
      <ConfirmDialog
        title={t('membership.suspendTitle', { name })}
        isOpen={step === 'suspend'}
        confirm={t('membership.suspend')}
        onConfirm={() => setStanding('suspended')}
        onClose={close}
      >
        <p>{t('membership.suspendHelp', { name })}</p>
      </ConfirmDialog>
      <ConfirmDialog
        title={t('membership.endTitle', { name })}
        isOpen={step === 'end'}
        danger
        confirm={t('membership.end')}
        onConfirm={() => setStanding('left')}
        onClose={close}
      >
        <p>{t('membership.endHelp', { name })}</p>
        <p>{t('membership.endUnsynced', { name })}</p>
        <p>{t('membership.endFinal')}</p>
      </ConfirmDialog>
    </>
  );
}
