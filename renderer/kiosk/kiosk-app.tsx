import { useEffect, useState } from 'react';
import { fromBase64url } from '#shared/crypto/bytes';
import { newId } from '#shared/crypto/random';
import { sealCheckIn } from '#shared/security/inbox';
import { takeCheckIn } from './check-in';
import { guardInput } from './guard-input';
import type { KioskPlatform } from './platform';
import { type KioskRecord, readStored } from './record';
import { SetUpScreen } from './set-up-screen';
import { useConnection } from './use-connection';
import { VisitScreens } from './visit';

type Start =
  { state: 'starting' } | { state: 'set-up'; broken: boolean } | { state: 'running'; record: KioskRecord };

/** A kiosk is set up once by the staff; from then on each document serves one visitor. */
export function KioskApp({ platform }: { platform: KioskPlatform }) {
  const [start, setStart] = useState<Start>({ state: 'starting' });
  useEffect(() => {
    readStored(platform).then(
      ({ record }) => setStart(record ? { state: 'running', record } : { state: 'set-up', broken: false }),
      () => setStart({ state: 'set-up', broken: true }),
    );
  }, [platform]);
  if (start.state === 'starting') return null;
  if (start.state === 'set-up') {
    const onReady = (record: KioskRecord) => setStart({ state: 'running', record });
    return <SetUpScreen platform={platform} broken={start.broken} onReady={onReady} />;
  }
  return <RunningKiosk platform={platform} record={start.record} />;
}

function RunningKiosk({ platform, record: first }: { platform: KioskPlatform; record: KioskRecord }) {
  useEffect(guardInput, []);
  const [round, setRound] = useState(0);
  const endVisit = () => platform.endVisit(() => setRound((last) => last + 1));
  const { record, offline, wake } = useConnection(platform, first, endVisit);
  const checkIn = async (answers: Parameters<typeof takeCheckIn>[1]) => {
    const { keyId, publicKey } = record.inbox;
    const inbox = { officeId: record.officeId, keyId, publicKey: fromBase64url(publicKey) };
    const { number } = await takeCheckIn(
      {
        platform,
        letter: record.letter,
        now: () => new Date(),
        newId,
        seal: async (item) => ({ id: item.id, keyId, sealed: await sealCheckIn(inbox, item) }),
      },
      answers,
    );
    wake();
    return number;
  };
  return <VisitScreens key={round} offline={offline} checkIn={checkIn} onOver={endVisit} />;
}
