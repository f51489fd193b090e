import {
  createRootRoute,
  createRoute,
  createRouter,
  type RouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { Frame } from './frame';
import { NotFound } from './not-found';
import {
  AdminPage,
  AssessmentPage,
  AuditPage,
  ClientFilePage,
  ClientFilesPage,
  ErasePage,
  FreeLetterPage,
  ReferPage,
  ReferralsPage,
} from './pages';
import {
  BackupScreen,
  ConflictsScreen,
  ErasuresScreen,
  LettersScreen,
  PartnersScreen,
  QuarantineScreen,
  QueueScreen,
  RecoverySheetScreen,
} from './screens';
import { TodayPage } from './today-page';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });

const page = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component });

const routes = [
  page('/', TodayPage),
  page('/client-files', ClientFilesPage),
  page('/client-files/$id', ClientFilePage),
  page('/client-files/$id/assessment/$assessmentId', AssessmentPage),
  page('/client-files/$id/refer', ReferPage),
  page('/client-files/$id/erase', ErasePage),
  page('/queue', QueueScreen),
  page('/referrals', ReferralsPage),
  page('/letters', LettersScreen),
  page('/letters/new', FreeLetterPage),
  page('/partners', PartnersScreen),
  page('/conflicts', ConflictsScreen),
  page('/quarantine', QuarantineScreen),
  page('/admin', AdminPage),
  page('/backup', BackupScreen),
  page('/erasures', ErasuresScreen),
  page('/audit', AuditPage),
  page('/recovery-sheet', RecoverySheetScreen),
];

/** The router of the desk: routes hold ids only, addresses live in the hash. */
export function createDeskRouter(history: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren(routes),
    history,
    defaultPreload: false,
    scrollRestoration: false,
    // Plain text: an id made of digits must stay an id.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const text = new URLSearchParams(search as Record<string, string>).toString();
      return text === '' ? '' : `?${text}`;
    },
  });
}
