import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '../../../api/client.js';
import { Problem } from '../../../api/problem.js';
import { refusalsOf } from '../code/refusals.js';
import type { Draft } from '../draft/history.js';
import type { Preview, TemplateKey } from '../template-api.js';

const TYPING_MS = 300;

/** What a message is filled with. `undefined`: the example of every variable. */
export type BookingContext = Readonly<Record<string, unknown>> | undefined;

/** What is written, as the service would send it. An older look at it is given up. */
export function usePreview({ name, channel, locale }: TemplateKey, draft: Draft, context: BookingContext) {
  const [{ subject, body: text }] = useDebouncedValue({ subject: draft.subject, body: draft.body }, TYPING_MS);
  const request = {
    template_name: name,
    template_type: channel,
    locale,
    ...(channel === 'email' && subject !== null && subject !== '' && { subject }),
    body: text,
    ...(context !== undefined && { context: { ...context } }),
  };
  const query = useQuery({
    queryKey: ['template-preview', request],
    queryFn: ({ signal }) => body(api.POST('/api/v2/notifications/templates/preview', { body: request, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 30_000,
    retry: (failures, error) => failures < 2 && error instanceof Problem && error.status >= 500,
  });
  // While a text is refused, the last one that was not stays in sight.
  const [good, setGood] = useState<Preview>();
  if (query.data !== undefined && query.data !== good) setGood(query.data);
  const refusals = refusalsOf(query.error);
  return {
    preview: query.data ?? good,
    /** The last good one is shown, because the text is refused now. */
    isOld: query.error !== null,
    refusals,
    /** Not of the writer's making. */
    error: refusals.length === 0 ? query.error : null,
    again: () => void query.refetch(),
  };
}

export type PreviewState = ReturnType<typeof usePreview>;
