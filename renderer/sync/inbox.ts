import { z } from 'zod';
import type { Call } from './call';
import { quarantined } from '../data/sealing';
import type { Store } from '../data/store';
import { fromBase64url } from '#shared/crypto/bytes';
import { readCheckIn } from '#shared/security/inbox';
import type { CheckIn } from '#shared/domain/queue';
import { inboxResponse } from '#shared/sync/accounts-protocol';

type Item = z.infer<typeof inboxResponse>['items'][number];

/** Collection name under which envelopes that do not open are set aside. */
const INBOX = 'inbox';

/** Opens one envelope; null when its key has not come yet. */
async function openItem(store: Store, item: Item): Promise<CheckIn | 'loading' | 'unreadable'> {
  const keyring = store.keys();
  if (!keyring.byId(item.keyId)) return 'loading';
  try {
    return readCheckIn(await keyring.openInbox(item.keyId, fromBase64url(item.sealed)), item.id);
  } catch {
    return 'unreadable';
  }
}

async function setAside(store: Store, item: Item): Promise<void> {
  const row = {
    id: item.id,
    compartment: 'eingang' as const,
    seq: item.seq,
    rev: item.id,
    keyId: item.keyId,
    dirty: 0 as const,
    maxStamp: '',
    body: fromBase64url(item.sealed),
  };
  await store.write([], () => ({
    put: [],
    quarantine: [quarantined(INBOX, row, 'unreadable', store.clock.now())],
  }));
}

/** Files what kiosks sent, then takes it off the server. Throws ServerFailure. */
export async function pullInbox(
  store: Store,
  call: Call,
  file: (item: CheckIn) => Promise<void>,
): Promise<void> {
  const aside = new Set((await store.storage.quarantine()).map(({ key }) => key));
  let after = 0;
  for (let more = true; more;) {
    const answer = await call('GET', `/inbox?after=${after}`, { answer: inboxResponse });
    for (const item of answer.items) {
      after = Math.max(after, item.seq);
      const opened = await openItem(store, item);
      if (opened === 'loading') continue;
      if (opened === 'unreadable') {
        if (!aside.has(`${INBOX}/${item.id}`)) await setAside(store, item);
        continue;
      }
      await file(opened);
      await call('DELETE', `/inbox/${encodeURIComponent(item.id)}`, { answer: z.unknown() });
    }
    more = answer.more && answer.items.length > 0;
  }
}
