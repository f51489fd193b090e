import type { ClientFileData } from './use-client-file';

export type FileEventKind =
  | 'opened'
  | 'changed'
  | 'language'
  | 'residence'
  | 'seen'
  | 'appointment'
  | 'assessment-started'
  | 'assessment-finished'
  | 'competence'
  | 'referral'
  | 'letter';
export type Topic = 'conversation' | 'paper' | 'record';

export interface FileEvent {
  id: string;
  kind: FileEventKind;
  topic: Topic;
  /** A day or a moment, ISO. */
  at: string;
  by: string | null;
  detail: string;
}

/** What happened in a file, from its records; newest first. Nothing is stored for it. */
export function eventsOf(file: ClientFileData): FileEvent[] {
  const { file: person } = file;
  const events: FileEvent[] = [
    { id: 'opened', kind: 'opened', topic: 'record', at: person.value.openedOn, by: null, detail: '' },
    {
      id: 'changed',
      kind: 'changed',
      topic: 'record',
      at: person.changedAt,
      by: person.changedBy,
      detail: '',
    },
  ];
  const add = (
    kind: FileEventKind,
    topic: Topic,
    at: string,
    by: string | null,
    detail: string,
    id: string,
  ) => events.push({ id: `${kind} ${id}`, kind, topic, at, by, detail });
  for (const { id, changedAt, changedBy } of file.languageSkills)
    add('language', 'record', changedAt, changedBy, '', id);
  for (const { id, value, changedAt, changedBy } of file.residence) {
    add('residence', 'record', changedAt, changedBy, value.legalBasis ?? '', id);
    if (value.seenOriginal) add('seen', 'paper', value.seenOriginal.on, value.seenOriginal.by, '', id);
  }
  for (const { id, value, changedBy } of file.appointments) {
    if (!value.cancelled) add('appointment', 'conversation', value.at, changedBy, value.kind, id);
  }
  for (const { id, value } of file.assessments) {
    add('assessment-started', 'conversation', value.startedAt, value.assessor, '', id);
    if (value.finishedAt)
      add('assessment-finished', 'conversation', value.finishedAt, value.assessor, '', id);
  }
  for (const { id, value, changedAt, changedBy } of [...file.workExperiences, ...file.educations]) {
    add('competence', 'conversation', changedAt, changedBy, value.words.german || value.words.original, id);
  }
  for (const { id, value } of file.referrals)
    add('referral', 'paper', value.state.at, value.state.by, value.partnerName, id);
  for (const { id, changedAt, changedBy } of file.letters)
    add('letter', 'paper', changedAt, changedBy, '', id);
  return events.sort((a, b) => b.at.localeCompare(a.at));
}
