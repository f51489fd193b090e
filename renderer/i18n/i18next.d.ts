import 'i18next';
import type admin from './locales/de/admin.json';
import type app from './locales/de/app.json';
import type assessments from './locales/de/assessments.json';
import type attachments from './locales/de/attachments.json';
import type audit from './locales/de/audit.json';
import type backup from './locales/de/backup.json';
import type clientFiles from './locales/de/client-files.json';
import type common from './locales/de/common.json';
import type conflicts from './locales/de/conflicts.json';
import type erasure from './locales/de/erasure.json';
import type letters from './locales/de/letters.json';
import type partners from './locales/de/partners.json';
import type quarantine from './locales/de/quarantine.json';
import type queue from './locales/de/queue.json';
import type referrals from './locales/de/referrals.json';
import type security from './locales/de/security.json';
import type today from './locales/de/today.json';

/** Keys are typed from the German source (one namespace per word of the architecture). */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      app: typeof app;
      assessments: typeof assessments;
      attachments: typeof attachments;
      audit: typeof audit;
      backup: typeof backup;
      'client-files': typeof clientFiles;
      common: typeof common;
      conflicts: typeof conflicts;
      erasure: typeof erasure;
      letters: typeof letters;
      partners: typeof partners;
      quarantine: typeof quarantine;
      queue: typeof queue;
      referrals: typeof referrals;
      security: typeof security;
      today: typeof today;
    };
  }
}
