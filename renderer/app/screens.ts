import { lazy, type ComponentType } from 'react';

/** A screen as its own chunk. */
function screen<Name extends string, Props>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** Every screen of the desk, loaded when its page is first opened. */
export const TodayScreen = screen(() => import('../features/today/screen'), 'TodayScreen');
export const ClientFilesScreen = screen(() => import('../features/client-files/screen'), 'ClientFilesScreen');
export const ClientFileScreen = screen(
  () => import('../features/client-files/file-screen'),
  'ClientFileScreen',
);
export const AssessmentScreen = screen(() => import('../features/assessments/screen'), 'AssessmentScreen');
export const ReferScreen = screen(() => import('../features/referrals/refer-screen'), 'ReferScreen');
export const ReferralsScreen = screen(
  () => import('../features/referrals/referrals-screen'),
  'ReferralsScreen',
);
export const ReferralsSection = screen(
  () => import('../features/referrals/referrals-section'),
  'ReferralsSection',
);
export const LettersScreen = screen(() => import('../features/letters/letters-screen'), 'LettersScreen');
export const FreeLetterScreen = screen(() => import('../features/letters/free-letter'), 'FreeLetterScreen');
export const LettersSection = screen(() => import('../features/letters/letters-section'), 'LettersSection');
export const AttachmentsSection = screen(
  () => import('../features/attachments/attachments-section'),
  'AttachmentsSection',
);
export const PartnersScreen = screen(() => import('../features/partners/screen'), 'PartnersScreen');
export const QueueScreen = screen(() => import('../features/queue/screen'), 'QueueScreen');
export const ConflictsScreen = screen(() => import('../features/conflicts/screen'), 'ConflictsScreen');
export const QuarantineScreen = screen(() => import('../features/quarantine/screen'), 'QuarantineScreen');
export const HistorySheet = screen(() => import('../features/history/sheet'), 'HistorySheet');
export const BackupScreen = screen(() => import('../features/backup/screen'), 'BackupScreen');
export const DailyBackup = screen(() => import('../features/backup/daily-backup'), 'DailyBackup');
export const EraseScreen = screen(() => import('../features/erasure/screen'), 'EraseScreen');
export const ErasuresScreen = screen(() => import('../features/erasure/list'), 'ErasuresScreen');
export const AuditScreen = screen(() => import('../features/audit/screen'), 'AuditScreen');
export const LastBackup = screen(() => import('../features/backup/last-backup'), 'LastBackup');
export const AdminScreen = screen(() => import('../features/admin/screen'), 'AdminScreen');
export const FactorDialog = screen(() => import('../features/security/factor-dialog'), 'FactorDialog');
export const RecoverySheetScreen = screen(
  () => import('../features/security/recovery-sheet'),
  'RecoverySheetScreen',
);
