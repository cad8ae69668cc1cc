import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, body, listPage } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import type { Channel } from '../../parts/words.js';
import type { Draft } from './draft/history.js';

type Schemas = components['schemas'];
export type TemplateSummary = Schemas['TemplateSummary'];
export type Template = Schemas['Template'];
export type TemplateVersion = Schemas['TemplateVersion'];
export type Preview = Schemas['Preview'];
export type Reference = Schemas['TemplateReference'];

/** Names one template: exactly one language of it. */
export interface TemplateKey {
  readonly name: string;
  readonly channel: Channel;
  readonly locale: string;
}

export const keyText = ({ name, channel, locale }: TemplateKey): string => `${name} ${channel} ${locale}`;

/** The address of a template in the console. */
export function templatePath({ name, channel, locale }: TemplateKey): string {
  return `/templates/${encodeURIComponent(name)}/${channel}?locale=${encodeURIComponent(locale)}`;
}

const paramsOf = ({ name, channel, locale }: TemplateKey) => ({
  path: { name, type: channel },
  query: { locale },
});

/** @throws {Problem} 404 where it is not stored. */
export function readTemplate(key: TemplateKey): Promise<Template> {
  return body(api.GET('/api/v2/notifications/templates/{name}/{type}', { params: paramsOf(key) }));
}

export const templateQuery = (key: TemplateKey) =>
  queryOptions({
    queryKey: ['templates', 'one', keyText(key)],
    queryFn: () => readTemplate(key),
  });

export const referenceQuery = queryOptions({
  queryKey: ['template-reference'],
  queryFn: () => body(api.GET('/api/v2/notifications/templates/variables')),
  staleTime: Infinity,
});

/** The variables that a message of a channel can say. */
export function variablesFor(channel: Channel, { variables }: Reference): Reference['variables'] {
  return variables.filter(({ made_for }) => channel === 'sms' || made_for !== 'sms');
}

export const versionsQuery = (key: TemplateKey) =>
  infiniteQueryOptions({
    queryKey: ['templates', 'versions', keyText(key)],
    queryFn: ({ pageParam }) => {
      const { path, query } = paramsOf(key);
      return listPage(
        api.GET('/api/v2/notifications/templates/{name}/{type}/versions', {
          params: { path, query: { ...query, limit: 20, ...(pageParam !== undefined && { cursor: pageParam }) } },
        }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

export function saveTemplate(key: TemplateKey, { subject, body: text, category, is_active }: Draft) {
  return body(
    api.PUT('/api/v2/notifications/templates/{name}/{type}', {
      params: paramsOf(key),
      body: { ...(key.channel === 'email' && { subject }), body: text, category, is_active },
    }),
  );
}

export function restoreVersion(key: TemplateKey, version: number) {
  const { path, query } = paramsOf(key);
  return body(
    api.POST('/api/v2/notifications/templates/{name}/{type}/versions/{version}/restore', {
      params: { path: { ...path, version: String(version) }, query },
    }),
  );
}

/** What is edited of a template. */
export const draftOf = ({ subject, body: text, category, is_active }: Template): Draft => ({
  subject,
  body: text,
  category,
  is_active,
});
