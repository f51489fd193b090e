import type { AgendaApi, ConflictsApi, DocumentsApi, View } from './api';
import { localDay } from './client-files';
import type { ClientList } from './read-models';
import type { ReferralState } from '#shared/domain/referrals';

const DAY_MS = 86_400_000;
/** Referrals without a reminder count as overdue after this many days without an answer. */
const ANSWER_DAYS = 14;
const HERE = new Set(['waiting', 'called', 'in-consultation']);
const UNANSWERED = new Set<ReferralState>(['sent', 'received', 'forwarded']);

/** What Heute shows. Documents of circles that the person does not hold are simply not there. */
export function createAgenda(options: {
  documents: DocumentsApi;
  conflicts: ConflictsApi;
  list: ClientList;
  now: () => number;
}): AgendaApi {
  const { documents, conflicts, list, now } = options;

  async function drafts() {
    const index = await list.ready();
    const [letters, assessments] = await Promise.all([
      documents.list('letter-drafts'),
      documents.list('assessments'),
    ]);
    const nameOf = (fileId: string | null) => (fileId === null ? '' : (index.get(fileId)?.row.name ?? ''));
    const common = ({ id, fileId, changedAt }: View<'letter-drafts'> | View<'assessments'>) => ({
      id,
      fileId,
      changedAt,
    });
    return [
      ...letters.map((view) => ({
        kind: 'letter' as const,
        ...common(view),
        title: view.value.model.subject,
      })),
      ...assessments
        .filter((view) => view.value.state !== 'finished')
        .map((view) => ({ kind: 'assessment' as const, ...common(view), title: nameOf(view.fileId) })),
    ].sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
  }

  async function unanswered(today: string) {
    const views = await documents.list('referrals');
    return views
      .filter(({ value }) => UNANSWERED.has(value.state.state))
      .map((view) => {
        const days = Math.max(0, Math.floor((now() - Date.parse(view.value.state.at)) / DAY_MS));
        const { remindOn } = view.value;
        return { view, days, overdue: remindOn ? remindOn <= today : days >= ANSWER_DAYS };
      })
      .sort((a, b) => Number(b.overdue) - Number(a.overdue) || b.days - a.days);
  }

  return {
    async today() {
      const today = localDay(now());
      const [arrivals, appointments, drafted, referrals, open] = await Promise.all([
        documents.list('arrivals'),
        documents.list('appointments'),
        drafts(),
        unanswered(today),
        conflicts.open(),
      ]);
      const inTime = (a: { value: { at: string } }, b: { value: { at: string } }) =>
        a.value.at < b.value.at ? -1 : 1;
      return {
        arrivals: arrivals
          .filter(({ value }) => HERE.has(value.state.state) && localDay(Date.parse(value.at)) === today)
          .sort(inTime),
        appointments: appointments
          .filter(({ value }) => value.day === today && !value.cancelled)
          .sort(inTime),
        drafts: drafted,
        referrals,
        conflicts: open.length,
      };
    },
  };
}
