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
  UsersRound,
} from 'lucide-react';
import type { Circles, Role } from '#shared/security/compartments';
import type { Standing } from '#shared/security/roster-entries';
import type { Person } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { useLive } from '../../data/use-live';
import { ConfirmDialog, type ConfirmDialogProps } from '../../ui/dialog';
import { IconButton } from '../../ui/icon-button';
import { Menu, type MenuAction } from '../../ui/menu';
import { TextArea } from '../../ui/text-area';
import { showToast } from '../../ui/toast';
import type { IssuedCode } from './code-dialog';
import { DeputyDialog } from './deputy-dialog';
import { RoleChoice } from './role-choice';
import { StepDialog } from './step-dialog';

type Step = 'role' | 'deputy' | 'readmit' | 'factor' | 'suspend' | 'end';

interface MembershipProps {
  person: Person;
  /** Who opens the menu. */
  me: Person;
  /** The person has a second factor. */
  hasFactor: boolean;
  people: readonly Person[];
  circles: Circles;
  onIssued: (issued: IssuedCode) => void;
  onProblem: (reason: unknown) => void;
}

/** The administration holds no circle: when they leave, no key becomes another. */
const holdsKeys = ({ role }: Person) => role !== 'administration';

/** Whether `me` may name who stands in for somebody, or end that they stand in themselves. */
function mayArrange(me: Person, { id, role, deputies }: Person): boolean {
  if (role === 'administration') return false;
  return me.role === 'lead' || me.id === id || deputies.some(({ deputyId }) => deputyId === me.id);
}

/**
 * What `me` may do about somebody: leads everything but about themselves, the administration suspends, everybody
 * arranges who stands in for them.
 */
export function stepsFor(me: Person, person: Person, hasFactor: boolean): Array<Step | 'resume'> {
  if (person.standing === 'left') return [];
  const deputy = mayArrange(me, person) ? (['deputy'] as const) : [];
  if (person.id === me.id) return [...deputy];
  const active = person.standing === 'active';
  if (me.role === 'administration') return active ? ['suspend'] : [];
  if (me.role !== 'lead') return [...deputy];
  // New keys for a lead come from the Notfallblatt.
  const readmit = active && person.role !== 'lead' ? (['readmit'] as const) : [];
  const factor = hasFactor ? (['factor'] as const) : [];
  return active ? [...deputy, 'role', ...readmit, ...factor, 'suspend', 'end'] : [...deputy, 'resume', 'end'];
}

const ICONS = {
  deputy: UsersRound,
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
  const [role, setRole] = useState<Role>(person.role);
  const [groups, setGroups] = useState('');
  const { value: recovery } = useLive([SECURITY_TOPIC], () => data.security.recoveryState(), []);
  const needsSheet = role === 'lead' && role !== person.role && recovery?.pending === false;
  const { id: personId, name } = person;
  const change = async () => {
    if (role !== person.role) {
      await data.security.setRole({ personId, role, groups: needsSheet ? groups : undefined });
      showToast({ message: t('admin:membership.done.role', { name, role: t(`common:role.${role}`) }) });
    }
    onClose();
  };
  return (
    <StepDialog
      title={t('admin:membership.roleTitle', { name })}
      isOpen
      step={t('admin:membership.roleSave')}
      onStep={change}
      onClose={onClose}
    >
      <RoleChoice value={role} onChange={setRole} />
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
      <p>
        {t(holdsKeys(person) ? 'admin:membership.roleHelp' : 'admin:membership.roleHelpNoKeys', { name })}
      </p>
    </StepDialog>
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

/** The menu of somebody in the list, with a question before each step that tells what follows from it. */
export function Membership({ person, me, people, circles, hasFactor, onIssued, onProblem }: MembershipProps) {
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
      const done = standing === 'left' && !holdsKeys(person) ? 'leftNoKeys' : standing;
      showToast({ message: t(`membership.done.${done}`, { name }) });
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
      {step === 'deputy' && <DeputyDialog {...{ person, me, people, circles }} onClose={close} />}
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
        <p>{t(holdsKeys(person) ? 'membership.endHelp' : 'membership.endHelpNoKeys', { name })}</p>
        {holdsKeys(person) && <p>{t('membership.endUnsynced', { name })}</p>}
        <p>{t('membership.endFinal')}</p>
      </ConfirmDialog>
    </>
  );
}
