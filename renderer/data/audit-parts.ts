import { Audit } from './audit';
import type { AuditApi } from './audit-api';
import type { Documents } from './documents';
import { lazily } from './lazily';
import { reportFault } from './report-fault';
import type { LocalDatabase } from './schema';
import type { Store } from './store';
import type { Security } from '../security/create-security';
import type { Call } from '../sync/call';
import { isServerFailure } from '../sync/http';
import type { ServerClient } from '../sync/server-client';
import type { Random } from '#shared/crypto/random';

interface AuditPartsOptions {
  strict: LocalDatabase;
  security: Security;
  store: () => Store;
  serverClient: (base: string) => ServerClient;
  random: Random;
  now: () => number;
}

/** A chunk of its own: nothing is sent before the first round of synchronisation has come to its end. */
const sending = () => import('../sync/audit');

/** Writing, which is always there, and sending and reading, which are fetched when they are needed. */
export class AuditParts {
  readonly audit: Audit;

  constructor(private readonly options: AuditPartsOptions) {
    const { security, store } = options;
    this.audit = new Audit({ ...options, clock: () => store().clock, writer: security.auditWriter });
  }

  readonly send = async (call: Call): Promise<void> => {
    if (!(await this.options.security.auditWriter())) return;
    try {
      await (await sending()).sendAudit({ ...this.options, audit: this.audit }, call);
    } catch (error) {
      // Rows have arrived all the same; the next round sends it again.
      if (!isServerFailure(error)) reportFault(error);
    }
  };

  /** In an office without a server the device keeps its audit itself. */
  async alone(): Promise<void> {
    const { security } = this.options;
    if ((await security.server()) !== null) return;
    await security.renewKeys();
    if (await security.auditWriter())
      await (await sending()).signAlone({ ...this.options, audit: this.audit });
  }

  reading(documents: Documents): Omit<AuditApi, 'note'> {
    const { audit, options } = this;
    return lazily(async () => {
      const { createAuditReading } = await import('./audit-reading');
      return createAuditReading({ ...options, audit, documents, store: options.store() });
    });
  }
}
