import { MonitorSmartphone, UserRoundPlus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Circles, Role } from '#shared/security/compartments';
import { officeDay } from '#shared/domain/days';
import type { Person } from '../../data/api';
import { data, SECURITY_TOPIC } from '../../data/client';
import { toDataError } from '../../data/errors';
import { useLive } from '../../data/use-live';
import { useErrorWords } from '../../i18n/errors';
import { formatDate } from '../../lib/dates';
import { Avatar } from '../../ui/avatar';
import { Button } from '../../ui/button';
import { Notice } from '../../ui/notice';
import { Row, RowList } from '../../ui/row-list';
import { Section } from '../../ui/section';
import { Skeleton } from '../../ui/skeleton';
import { TextField } from '../../ui/text-field';
import styles from './admin.module.css';
import { CodeDialog, type IssuedCode } from './code-dialog';
import { Membership, stepsFor } from './membership';
import { RoleChoice } from './role-choice';
import { StepDialog } from './step-dialog';

/** Name and role of the person to invite; hands back the code. */
function InviteDialog({
  isOpen,
  onClose,
  onIssued,
}: {
  isOpen: boolean;
  onClose: () => void;
  onIssued: (issued: IssuedCode) => void;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('counsellor');
  const [checked, setChecked] = useState(false);
  const invite = async () => {
    setChecked(true);
    if (name.trim() === '') return;
    const code = await data.security.invite({ purpose: 'person', name: name.trim(), role });
    onIssued({ title: t('admin:people.codeFor', { name: name.trim() }), ...code });
    setName('');
    setChecked(false);
  };
  return (
    <StepDialog
      title={t('admin:people.invite')}
      isOpen={isOpen}
      step={t('admin:people.makeCode')}
      onStep={invite}
      onClose={onClose}
    >
      <TextField
        label={t('admin:people.name')}
        value={name}
        onChange={setName}
        error={checked && name.trim() === '' ? t('common:problem.required') : undefined}
        maxLength={100}
        autoFocus
      />
      <RoleChoice value={role} onChange={setRole} />
    </StepDialog>
  );
}

function Invitations() {
  const { t } = useTranslation('admin');
  const { value: invitations = [] } = useLive([SECURITY_TOPIC], () => data.security.invitations(), []);
  const waiting = invitations.filter(({ state }) => state !== 'confirmed');
  if (waiting.length === 0) return null;
  return (
    <RowList label={t('people.invitations')}>
      {waiting.map(({ name, state }, at) => (
        <Row key={`${name}-${at}`} title={name} detail={t(`people.invitation.${state}`)} />
      ))}
    </RowList>
  );
}

/** Role, since when it is otherwise than usual, and whether this device knows the person. */
function useStateWords(): (person: Person) => string {
  const { t } = useTranslation(['admin', 'common']);
  return ({ role, standing, changedOn, enrolledHere }) => {
    const date = changedOn === null ? '' : formatDate(changedOn);
    const words = [
      t(`common:role.${role}`),
      standing !== 'active' && t(`admin:membership.${standing}`, { date }),
      enrolledHere && standing !== 'left' && t('admin:people.here'),
    ];
    return words.filter(Boolean).join(' · ');
  };
}

/** Who stands in for somebody now, else who will next. */
function useDeputyWords(people: readonly Person[]): (person: Person) => ReactNode {
  const { t } = useTranslation('admin');
  const today = officeDay(Date.now());
  return ({ deputies }) => {
    const words = deputies.map(({ deputyId, from, until }) => {
      const name = people.find(({ id }) => id === deputyId)?.name ?? '';
      const days = { name, from: formatDate(from), until: formatDate(until) };
      return t(from <= today ? 'deputy.now' : 'deputy.later', days);
    });
    return words.length > 0 && <span className={styles.underName}>{words.join(' · ')}</span>;
  };
}

/** Everybody of the office with what may be done about them, and below who left. */
function PeopleList({
  people,
  me,
  withFactor,
  circles,
  onIssued,
  onProblem,
}: {
  people: readonly Person[];
  me: Person;
  /** Ids of those who have a second factor. */
  withFactor: readonly string[];
  circles: Circles;
  onIssued: (issued: IssuedCode) => void;
  onProblem: (reason: unknown) => void;
}) {
  const { t } = useTranslation('admin');
  const stateOf = useStateWords();
  const deputiesOf = useDeputyWords(people);
  const members = people.filter(({ standing }) => standing !== 'left');
  const former = people.filter(({ standing }) => standing === 'left');
  return (
    <>
      <RowList>
        {members.map((person) => (
          <Row
            key={person.id}
            past={person.standing === 'suspended'}
            title={
              <span className={styles.person}>
                <Avatar name={person.name} />
                {person.id === me.id ? t('people.you', { name: person.name }) : person.name}
              </span>
            }
            detail={deputiesOf(person)}
            state={stateOf(person)}
            actions={
              stepsFor(me, person, withFactor.includes(person.id)).length > 0 && (
                <Membership
                  {...{ person, me, people, circles, onIssued, onProblem }}
                  hasFactor={withFactor.includes(person.id)}
                />
              )
            }
          />
        ))}
      </RowList>
      {former.length > 0 && (
        <details className={styles.former}>
          <summary>
            {t('membership.former')} ({former.length})
          </summary>
          <RowList label={t('membership.former')}>
            {former.map((person) => (
              <Row key={person.id} past title={person.name} state={stateOf(person)} />
            ))}
          </RowList>
        </details>
      )}
    </>
  );
}

const nobody = (): string[] => [];

/** Who works here, and how somebody or a further device comes in. */
export function PeopleSection({
  id,
  me,
  circles,
  mayInvite,
}: {
  id: string;
  me: Person;
  circles: Circles;
  mayInvite: boolean;
}) {
  const { t } = useTranslation(['admin', 'common']);
  const words = useErrorWords();
  const [inviting, setInviting] = useState(false);
  const [issued, setIssued] = useState<IssuedCode | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const { value: known } = useLive([SECURITY_TOPIC], () => data.security.people(), []);
  const people = known ?? [];
  // Without the server, which alone could switch one off, nobody is known to have one.
  const { value: withFactor = [] } = useLive(
    [SECURITY_TOPIC],
    async () => (me.role === 'lead' ? data.security.factor().then(({ others }) => others, nobody) : []),
    [me.role],
  );
  const addDevice = async () => {
    setProblem(null);
    try {
      const code = await data.security.invite({
        purpose: 'device',
        name: me.name,
        role: me.role,
        personId: me.id,
      });
      setIssued({ title: t('admin:people.deviceCode'), ...code });
    } catch (reason) {
      setProblem(reason);
    }
  };
  return (
    <Section
      look="file"
      id={id}
      title={t('admin:part.people')}
      count={known?.filter(({ standing }) => standing !== 'left').length}
      actions={
        <>
          <Button variant="quiet" icon={MonitorSmartphone} onPress={() => void addDevice()}>
            {t('admin:people.addDevice')}
          </Button>
          {mayInvite && (
            <Button variant="quiet" icon={UserRoundPlus} onPress={() => setInviting(true)}>
              {t('admin:people.invite')}
            </Button>
          )}
        </>
      }
    >
      {problem !== null && (
        <Notice meaning="warn" alert>
          {words(problem)}{' '}
          {toDataError(problem).code === 'server-unreachable' && t('admin:people.needsServer')}
        </Notice>
      )}
      {known === undefined && <Skeleton rows={1} />}
      <PeopleList {...{ people, me, circles, withFactor }} onIssued={setIssued} onProblem={setProblem} />
      <Invitations />
      <InviteDialog
        isOpen={inviting}
        onClose={() => setInviting(false)}
        onIssued={(code) => {
          setInviting(false);
          setIssued(code);
        }}
      />
      <CodeDialog issued={issued} onClose={() => setIssued(null)} />
    </Section>
  );
}
