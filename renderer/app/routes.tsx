import { createRootRoute, createRoute, createRouter, type RouterHistory } from '@tanstack/react-router';
import { lazy } from 'react';
import { AssessmentPage, ClientFilePage, ClientFilesPage } from './client-file-pages';
import { Frame } from './frame';
import { NotFound } from './not-found';
import { AdminPage } from './admin-page';
import { TodayPage } from './today-page';

/** A screen as its own chunk. */
function screen<Name extends string, Props>(
  load: () => Promise<Record<Name, React.ComponentType<Props>>>,
  name: Name,
) {
  return lazy(async () => ({ default: (await load())[name] }));
}

const ConflictsScreen = screen(() => import('../features/conflicts/screen'), 'ConflictsScreen');
const RecoverySheetScreen = screen(
  () => import('../features/security/recovery-sheet'),
  'RecoverySheetScreen',
);

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const under = () => root;

const routes = [
  createRoute({ getParentRoute: under, path: '/', component: TodayPage }),
  createRoute({ getParentRoute: under, path: '/client-files', component: ClientFilesPage }),
  createRoute({ getParentRoute: under, path: '/client-files/$id', component: ClientFilePage }),
  createRoute({
    getParentRoute: under,
    path: '/client-files/$id/assessment/$assessmentId',
    component: AssessmentPage,
  }),
  createRoute({ getParentRoute: under, path: '/conflicts', component: ConflictsScreen }),
  createRoute({ getParentRoute: under, path: '/admin', component: AdminPage }),
  createRoute({ getParentRoute: under, path: '/recovery-sheet', component: RecoverySheetScreen }),
];

/** The router of the desk: routes hold ids only, addresses live in the hash. */
export function createDeskRouter(history: RouterHistory) {
  return createRouter({
    routeTree: root.addChildren(routes),
    history,
    defaultPreload: false,
    scrollRestoration: false,
  });
}
