import { createBrowserRouter, type RouteObject } from 'react-router';
import { CONSOLE_PATH } from './api/base.js';
import { Broken, NotFound } from './parts/broken.js';
import { Frame } from './frame.js';
import { SignIn } from './session/sign-in.js';

/** The addresses. Each page is a file of its own, loaded when it is first opened. */
const PAGES: RouteObject[] = [
  { index: true, lazy: () => import('./pages/overview/overview.js') },
  { path: 'inbox', lazy: () => import('./pages/inbox/inbox.js') },
  { path: 'notifications', lazy: () => import('./pages/notifications/notifications.js') },
  { path: 'notifications/:id', lazy: () => import('./pages/notifications/notification.js') },
  { path: 'appointments', lazy: () => import('./pages/appointments/find-appointment.js') },
  { path: 'appointments/:id', lazy: () => import('./pages/appointments/appointment.js') },
  { path: 'people', lazy: () => import('./pages/people/people.js') },
  { path: 'people/:id', lazy: () => import('./pages/people/person.js') },
  { path: 'templates', lazy: () => import('./pages/templates/templates.js') },
  { path: 'templates/:name/:type', lazy: () => import('./pages/templates/template.js') },
  { path: 'analytics', lazy: () => import('./pages/analytics/analytics.js') },
  { path: 'suppressions', lazy: () => import('./pages/suppressions/suppressions.js') },
  { path: 'queues', lazy: () => import('./pages/queues/queues.js') },
  { path: 'status', lazy: () => import('./pages/status/status.js') },
];

export function createRouter() {
  return createBrowserRouter(
    [
      { path: 'sign-in', element: <SignIn /> },
      {
        element: <Frame />,
        children: [
          {
            // A page that breaks leaves the frame standing.
            errorElement: <Broken />,
            children: [...PAGES, { path: '*', element: <NotFound /> }],
          },
        ],
      },
    ],
    { basename: CONSOLE_PATH },
  );
}
