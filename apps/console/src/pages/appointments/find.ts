import { queryOptions } from '@tanstack/react-query';
import { api, body, listPage, type ListPage } from '../../api/client.js';
import { isNotFound, Problem } from '../../api/problem.js';
import type { components, paths } from '../../api/schema.js';

export type Listed = components['schemas']['ListedAppointmentItem'];
export type Person = components['schemas']['Recipient'];
type Filter = NonNullable<paths['/api/v2/appointments']['get']['parameters']['query']>;

/** Appointments, the latest start first. */
export function readAppointments(filter: Filter): Promise<ListPage<Listed>> {
  return listPage(api.GET('/api/v2/appointments', { params: { query: filter } }));
}

/** People who are offered for what was typed. More are found by typing more. */
const MOST_PEOPLE = 8;

export const peopleFor = (q: string) =>
  queryOptions({
    queryKey: ['people', 'for-appointments', q],
    queryFn: () => body(api.GET('/api/v2/recipients', { params: { query: { q, limit: MOST_PEOPLE } } })),
  });

/** The appointment with exactly this number. None is no failure. */
export const numbered = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'numbered', id],
    queryFn: () =>
      body(api.GET('/api/v2/appointments/{id}', { params: { path: { id } } })).catch((error: unknown) => {
        if (isNotFound(error) || isNoNumber(error)) return null;
        throw error;
      }),
  });

/** What was typed is too long for one, for example. */
const isNoNumber = (error: unknown): boolean => error instanceof Problem && error.status === 422;
