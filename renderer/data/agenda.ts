import type { AgendaApi, ConflictsApi, DocumentsApi, View } from './api';
import type { ClientList } from './read-models';
import { localDay } from '#shared/domain/days';
import { groupOf, waitOf } from '#shared/domain/referral-life';

const HERE = new Set(['waiting', 'called', 'in-consultation']);

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

  async function toFollowUp(today: string) {
    const views = await documents.list('referrals');
    return views
      .map((view) => ({ view, ...waitOf(view.value, today) }))
      .filter(({ view, due }) => due || groupOf(view.value.state.state) === 'unanswered')
      .sort((a, b) => Number(b.due) - Number(a.due) || b.days - a.days);
  }

  return {
    async today() {
      const today = localDay(now());
      const [arrivals, appointments, drafted, referrals, open] = await Promise.all([
        documents.list('arrivals'),
        documents.list('appointments'),
        drafts(),
        toFollowUp(today),
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
