import type { View } from '../../data/api';
import { data } from '../../data/client';
import { useLive } from '../../data/use-live';

export type Today = Awaited<ReturnType<typeof loadToday>>;

/** Ids of the client files that today's rows speak of. */
function fileIds(
  agenda: Awaited<ReturnType<typeof data.agenda.today>>,
  conflicts: Array<{ fileId: string | null }>,
) {
  const ids = [
    ...agenda.arrivals.map(({ value }) => value.clientFileId),
    ...agenda.appointments.map(({ fileId }) => fileId),
    ...agenda.drafts.map(({ fileId }) => fileId),
    ...agenda.referrals.map(({ view }) => view.fileId),
    ...conflicts.map(({ fileId }) => fileId),
  ];
  return [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
}

/** The referral a letter in the making belongs to: it is gone on with there. */
async function referralOf({ kind, id }: { kind: string; id: string }): Promise<string | null> {
  if (kind !== 'letter') return null;
  return (await data.documents.get('letter-drafts', id))?.value.referralId ?? null;
}

async function loadToday() {
  const [agenda, conflicts] = await Promise.all([data.agenda.today(), data.conflicts.open()]);
  const ids = fileIds(agenda, conflicts);
  const views = await Promise.all(ids.map((id) => data.documents.get('client-files', id)));
  const files = new Map<string, View<'client-files'>>();
  views.forEach((view) => view && files.set(view.id, view));
  const drafts = await Promise.all(
    agenda.drafts.map(async (draft) => ({ ...draft, referralId: await referralOf(draft) })),
  );
  return { ...agenda, drafts, conflictList: conflicts, files };
}

/** Everything Heute shows, with the people its rows speak of. */
export function useToday() {
  return useLive(
    ['arrivals', 'appointments', 'letter-drafts', 'assessments', 'referrals', 'conflicts', 'client-files'],
    loadToday,
    [],
  );
}
