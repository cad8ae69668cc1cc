import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from '../../docs/openapi.js';
import { assertDocumented } from './contract.js';
import { testToken } from './processes.js';

/** A client of the API, typed by its own description; every answer is compared with that description too. */
export type ApiClient = Client<paths>;

type Schemas = components['schemas'];
export type Entry = Schemas['HistoryItem'];
export type Detail = Schemas['HistoryItemDetail'];
export type Accepted = Schemas['BookingEventAnswer'];

/** The claims of a token. */
export type Caller = Parameters<typeof testToken>[0];

/** `null`: without a token. */
export function clientOf(apiUrl: string, who: Caller | null): ApiClient {
  const client = createClient<paths>({ baseUrl: apiUrl });
  const token: Middleware = {
    onRequest: async ({ request }) => {
      if (who !== null) request.headers.set('authorization', `Bearer ${await testToken(who)}`);
    },
  };
  const contract: Middleware = {
    onResponse: async ({ request, response }) => {
      const text = await response.clone().text();
      const contentType = response.headers.get('content-type');
      const isJson = contentType?.includes('json') === true;
      assertDocumented({
        method: request.method,
        url: request.url,
        status: response.status,
        contentType,
        body: isJson ? (JSON.parse(text) as unknown) : text,
      });
    },
  };
  client.use(token, contract);
  return client;
}
