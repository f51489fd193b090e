import { useParams, useSearch } from '@tanstack/react-router';
import { lazy } from 'react';

const ClientFilesScreen = lazy(async () => ({
  default: (await import('../features/client-files/screen')).ClientFilesScreen,
}));
const ClientFileScreen = lazy(async () => ({
  default: (await import('../features/client-files/file-screen')).ClientFileScreen,
}));
const AssessmentScreen = lazy(async () => ({
  default: (await import('../features/assessments/screen')).AssessmentScreen,
}));

/** Parts of the address; `strict: false` because a page does not know its own route object. */
const useIds = () => useParams({ strict: false }) as { id?: string; assessmentId?: string };

/** The list; `?new=1` opens the quick intake at once. */
export function ClientFilesPage() {
  const { new: intake } = useSearch({ strict: false }) as { new?: unknown };
  return <ClientFilesScreen key={String(intake)} intake={intake !== undefined} />;
}

/** One file, with the sections that other features bring. */
export function ClientFilePage() {
  const { id = '' } = useIds();
  return <ClientFileScreen id={id} />;
}

export function AssessmentPage() {
  const { id = '', assessmentId = '' } = useIds();
  return <AssessmentScreen fileId={id} assessmentId={assessmentId} />;
}
