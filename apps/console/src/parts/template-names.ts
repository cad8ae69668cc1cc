import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../api/client.js';

/** The names of all templates, those that are switched off too. */
export const templateNames = queryOptions({
  queryKey: ['templates', 'names'],
  queryFn: async () => {
    const templates = await body(
      api.GET('/api/v2/notifications/templates', { params: { query: { active_only: false } } }),
    );
    return [...new Set(templates.map(({ name }) => name))].sort();
  },
});
