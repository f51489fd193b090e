import type { DataApi } from './api';
import { type Audit, refuseOthers } from './audit';
import type { AuditParts } from './audit-parts';
import type { Documents } from './documents';
import { isDataError } from './errors';
import type { Collection } from '#shared/security/compartments';
import type { Happening } from '#shared/audit/entries';

/** Lists show the master data of a file everywhere; reading begins with what stands in it. */
const LISTED: readonly Collection[] = ['client-files'];

function documentsNoted({ documents }: DataApi, audit: Audit): DataApi['documents'] {
  const read = (fileId: string | null) =>
    fileId === null ? undefined : audit.note({ action: 'read', fileId });
  return {
    ...documents,
    async get(collection, id) {
      const view = await documents.get(collection, id);
      if (!LISTED.includes(collection)) await read(view?.fileId ?? null);
      return view;
    },
    async list(collection, filter) {
      await read(filter?.fileId ?? null);
      return documents.list(collection, filter);
    },
    async history(collection, id) {
      const values = await documents.history(collection, id);
      if (values.length > 0) await read((await documents.get(collection, id))?.fileId ?? null);
      return values;
    },
  };
}

function securityNoted({ security }: DataApi, audit: Audit): DataApi['security'] {
  const after = async <T>(work: Promise<T>, happening: Happening): Promise<T> => {
    const result = await work;
    await audit.note(happening);
    return result;
  };
  return {
    ...security,
    async unlock(input) {
      try {
        await security.unlock(input);
      } catch (error) {
        if (isDataError(error) && error.code === 'wrong-passphrase')
          await audit.note({ action: 'unlock-failed' }, input.personId);
        throw error;
      }
      await audit.note({ action: 'unlocked' });
    },
    async unlockByPin(input) {
      try {
        await security.unlockByPin(input);
      } catch (error) {
        if (isDataError(error) && (error.code === 'wrong-pin' || error.code === 'pin-over'))
          await audit.note({ action: 'unlock-failed', kind: 'pin' }, input.personId);
        throw error;
      }
      await audit.note({ action: 'unlocked', kind: 'pin' });
    },
    setStanding: (input) =>
      after(security.setStanding(input), { action: 'membership', kind: input.standing }),
    setRole: (input) => after(security.setRole(input), { action: 'membership', kind: input.role }),
    setDeputy: (input) => after(security.setDeputy(input), { action: 'membership', kind: 'deputy' }),
    endDeputy: (input) => after(security.endDeputy(input), { action: 'membership', kind: 'deputy-ended' }),
    endDevice: (input) => after(security.endDevice(input), { action: 'device', kind: input.as }),
    admitDevice: (input) => after(security.admitDevice(input), { action: 'device', kind: 'admitted' }),
    confirmFactor: (input) => after(security.confirmFactor(input), { action: 'factor', kind: 'on' }),
    endFactor: (input) => after(security.endFactor(input), { action: 'factor', kind: 'off' }),
    endFactorOf: (input) => after(security.endFactorOf(input), { action: 'factor', kind: 'for-other' }),
    invite: (input) => after(security.invite(input), { action: 'invited', kind: input.purpose }),
    inviteKiosk: (input) => after(security.inviteKiosk(input), { action: 'invited', kind: 'kiosk' }),
    recover: (input) => after(security.recover(input), { action: 'recovered' }),
    async lock() {
      await security.lock();
      audit.forget();
    },
  };
}

/** What leaves the app, and what opens a file by another way. */
function takenOutNoted(api: Omit<DataApi, 'audit'>, audit: Audit) {
  const { attachments, erasure, quarantine, storage, backup } = api;
  return {
    erasure: {
      unsynced: (fileId) => erasure.unsynced(fileId),
      eraseFile: (fileId, reason) => erasure.eraseFile(fileId, reason),
      eraseRecord: (ref, reason) => erasure.eraseRecord(ref, reason),
      moveRecord: (ref, toFileId) => erasure.moveRecord(ref, toFileId),
      list: () => erasure.list(),
      receipts: () => erasure.receipts(),
      async entries(fileId) {
        await audit.note({ action: 'read', fileId });
        return erasure.entries(fileId);
      },
    },
    attachments: {
      add: (input) => attachments.add(input),
      states: (fileId) => attachments.states(fileId),
      keep: (id, keep) => attachments.keep(id, keep),
      async open(id) {
        const view = await api.documents.get('attachments', id);
        if (view?.fileId) await audit.note({ action: 'read', kind: 'attachments', fileId: view.fileId });
        return attachments.open(id);
      },
    },
    quarantine: {
      list: () => quarantine.list(),
      sendAgain: (key) => quarantine.sendAgain(key),
      fetchAgain: (key) => quarantine.fetchAgain(key),
      takeServers: (key) => quarantine.takeServers(key),
      discard: (key) => quarantine.discard(key),
      async sealedCopy(key) {
        await audit.note({ action: 'exported', kind: 'sealed-copy' });
        return quarantine.sealedCopy(key);
      },
      async readableCopy(key) {
        await audit.note({ action: 'exported', kind: 'readable-copy' });
        return quarantine.readableCopy(key);
      },
    },
    storage: {
      ...storage,
      async journal() {
        await audit.note({ action: 'exported', kind: 'journal' });
        return storage.journal();
      },
    },
    backup: {
      state: () => backup.state(),
      check: (file) => backup.check(file),
      kept: (file) => backup.kept(file),
      look: (file) => backup.look(file),
      restore: (input) => backup.restore(input),
      async make() {
        await audit.note({ action: 'backed-up' });
        return backup.make();
      },
    },
  } satisfies Partial<DataApi>;
}

/** The API of the worker with everything noted that people see or take out; what they change is noted as it is written. */
export function audited(api: Omit<DataApi, 'audit'>, parts: AuditParts, kept: Documents): DataApi {
  const { audit } = parts;
  const reading = parts.reading(kept);
  const all: DataApi = {
    ...api,
    audit: {
      // Methods of a chunk of its own stand in no object.
      state: () => reading.state(),
      requests: () => reading.requests(),
      ask: (input) => reading.ask(input),
      consent: (id) => reading.consent(id),
      read: (id) => reading.read(id),
      file: (id) => reading.file(id),
      keepFor: (days) => reading.keepFor(days),
      async note({ action, fileId, kind, purpose }) {
        refuseOthers(action);
        await audit.note({
          action,
          ...(fileId && { fileId }),
          ...(kind && { kind }),
          ...(purpose && { purpose }),
        });
      },
    },
  };
  return {
    ...all,
    ...takenOutNoted(api, audit),
    clientFiles: {
      ...api.clientFiles,
      async search(text, limit) {
        const rows = await api.clientFiles.search(text, limit);
        if (text.trim() !== '') await audit.searched(text, rows.length);
        return rows;
      },
      async page(window) {
        const page = await api.clientFiles.page(window);
        if (window.text?.trim()) await audit.searched(window.text, page.total);
        return page;
      },
    },
    documents: documentsNoted(all, audit),
    security: securityNoted(all, audit),
  };
}
