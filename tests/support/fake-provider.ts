import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { openAcceptLog } from './fake-accept-log.js';
import { asText, connections, drip, json, readBody, reset, send } from './fake-answers.js';
import { ruleOfSendGrid, sendGridMessageId, sendGridYes } from './fake-sendgrid.js';
import { ruleOfTwilio, twilioList, twilioMessageId, twilioYes } from './fake-twilio.js';

/** A message that the fake took: what the real provider would now deliver. */
export interface AcceptedRecord {
  /** RFC 3339. */
  readonly at: string;
  readonly channel: 'email' | 'sms';
  /** From `custom_args`, or the query of `StatusCallback`; null where there is none. */
  readonly notificationId: string | null;
  readonly to: string;
  readonly from: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly providerMessageId: string;
  /** What else a test may want to see: `custom_args`, `asm`, `headers`, `ValidityPeriod`, `StatusCallback`, … */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** What the fake knows of a request before it decides; `null` for one that cannot be read that far. */
export interface FakeRequest {
  readonly channel: 'email' | 'sms';
  readonly notificationId: string | null;
  readonly to: string | null;
  /** 1 for the first request since the start or `clear()`. */
  readonly count: number;
}

export interface ScriptedAnswer {
  /** Not given: the real rules decide, after the delay. */
  readonly status?: number;
  /** A string goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Nothing happens before this is resolved. For tests in the same process. */
  readonly after?: Promise<unknown>;
  /** Takes the message all the same, as a gateway does that answers 504 for a request that went through. */
  readonly accept?: boolean;
}

export type Behaviour =
  | ScriptedAnswer
  | 'normal'
  | 'reset before accepting'
  | 'accept then reset'
  | 'accept then never answer'
  | 'accept then drip a byte a second'
  | 'accept then truncate';

export type Script = Behaviour | readonly Behaviour[] | ((request: FakeRequest) => Behaviour | undefined);

export interface FakeProviderOptions {
  /** 0 or not given: any free one. */
  readonly port?: number;
  /** Each accept is appended as one line of JSON, on disk (fsync) before the answer goes out. */
  readonly logFile?: string;
  /** Credentials that are demanded; not given: any that are well-formed. */
  readonly sendGridKey?: string;
  readonly twilio?: { readonly accountSid: string; readonly authToken: string };
  /** Called for each accept that is on disk, before its answer goes out. Whoever dies now knows nothing of it. */
  readonly onAccepted?: (record: AcceptedRecord) => void | Promise<void>;
  /** False keeps no subject, text and html, for runs of a million messages. Default true. */
  readonly keepContent?: boolean;
}

export interface FakeProvider {
  readonly url: string;
  readonly port: number;
  readonly accepted: readonly AcceptedRecord[];
  /** Every send that arrived, accepted or not. */
  readonly requests: number;
  /** One behaviour for every request until changed, a list with one for each, or a function. */
  script(script: Script): void;
  /** How often Twilio's list of messages was asked for. */
  readonly looks: number;
  /** How that list is answered from now on. Not given: as the real one would. */
  scriptList(answer: ScriptedAnswer): void;
  /** A message that is in the provider's list, and went there another way. `extra.direction`: `inbound` if people sent it. */
  has(record: AcceptedRecord): void;
  /** Forgets accepts, counts and scripts. */
  clear(): void;
  /** Waits until that many are accepted (10 s unless told otherwise). */
  waitForAccepted(count: number, timeoutMs?: number): Promise<void>;
  /** TCP connections open at this moment. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** A verdict of the real rules: the message, or the answer that refuses it. */
export type Ruling =
  | { readonly ok: true; readonly record: Omit<AcceptedRecord, 'at' | 'providerMessageId'> }
  | { readonly ok: false; readonly status: number; readonly body: unknown };

interface Route {
  readonly channel: 'email' | 'sms';
  rule(request: IncomingMessage, body: Buffer): Ruling;
  messageId(): string;
  yes(record: AcceptedRecord): { status: number; headers: Record<string, string>; body: string };
}

/** Stands in for SendGrid and Twilio on loopback, as strict as they are, and fails as told. */
export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const log = options.logFile === undefined ? undefined : await openAcceptLog(options.logFile);
  const waiting = new Set<() => void>();
  let accepted: AcceptedRecord[] = [];
  let requests = 0;
  let looks = 0;
  let listed: ScriptedAnswer = {};
  let next: (request: FakeRequest) => Behaviour | undefined = () => undefined;

  const script = (given: Script): void => {
    if (typeof given === 'function') next = given;
    else if (Array.isArray(given)) {
      const left = [...(given as Behaviour[])];
      next = () => left.shift();
    } else next = () => given as Behaviour;
  };
  const clear = (): void => {
    accepted = [];
    requests = 0;
    looks = 0;
    listed = {};
    next = () => undefined;
  };
  const accept = async (record: AcceptedRecord): Promise<void> => {
    const kept = options.keepContent === false ? { ...record, subject: null, text: '', html: null, extra: {} } : record;
    accepted.push(kept);
    await log?.append(kept);
    for (const check of waiting) check();
    await options.onAccepted?.(kept);
  };

  const sendGrid: Route = {
    channel: 'email',
    rule: (request, body) => ruleOfSendGrid(request, body, options.sendGridKey),
    messageId: sendGridMessageId,
    yes: sendGridYes,
  };
  const twilio: Route = {
    channel: 'sms',
    rule: (request, body) => ruleOfTwilio(request, body, options.twilio),
    messageId: twilioMessageId,
    yes: twilioYes,
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    if (pathname.startsWith('/__')) {
      await steer(request, response, pathname);
      return;
    }
    const messages = /^\/2010-04-01\/Accounts\/[^/]+\/Messages\.json$/.test(pathname);
    if (messages && request.method === 'GET') {
      await list(request, response);
      return;
    }
    const route = pathname === '/v3/mail/send' ? sendGrid : messages ? twilio : undefined;
    if (route === undefined) {
      json(response, 404, { message: 'Not found', code: 20404, status: 404 });
      return;
    }
    if (request.method !== 'POST') {
      json(response, 405, { message: 'Method not allowed', status: 405 });
      return;
    }
    await serve(route, request, response);
  };

  const list = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    looks++;
    if (listed.delayMs !== undefined) await setTimeout(listed.delayMs);
    await listed.after;
    const answer = twilioList(request, accepted, options.twilio);
    const status = listed.status ?? answer.status;
    if (listed.body === undefined) json(response, status, answer.body);
    else send(response, status, { 'content-type': 'application/json', ...listed.headers }, asText(listed.body));
  };

  const serve = async (route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests++;
    const count = requests;
    const body = await readBody(request);
    const ruling = body === null ? TOO_LARGE : route.rule(request, body);
    const { notificationId, to } = ruling.ok ? ruling.record : { notificationId: null, to: null };
    const behaviour = next({ channel: route.channel, notificationId, to, count }) ?? 'normal';

    const scripted: ScriptedAnswer = typeof behaviour === 'string' ? {} : behaviour;
    if (scripted.delayMs !== undefined) await setTimeout(scripted.delayMs);
    await scripted.after;
    if (behaviour === 'reset before accepting') {
      reset(request);
      return;
    }
    const refused = scripted.status !== undefined && scripted.accept !== true;
    if (!ruling.ok && scripted.status === undefined) {
      json(response, ruling.status, ruling.body);
      return;
    }
    if (!ruling.ok || refused) {
      send(response, scripted.status ?? 500, scripted.headers ?? {}, asText(scripted.body));
      return;
    }

    const record: AcceptedRecord = {
      at: new Date().toISOString(),
      ...ruling.record,
      providerMessageId: route.messageId(),
    };
    await accept(record);
    if (scripted.status !== undefined) {
      send(response, scripted.status, scripted.headers ?? {}, asText(scripted.body));
      return;
    }
    const yes = route.yes(record);
    switch (behaviour) {
      case 'accept then reset': {
        reset(request);
        return;
      }
      case 'accept then never answer':
        return;
      case 'accept then drip a byte a second': {
        drip(response, yes.status);
        return;
      }
      case 'accept then truncate':
        // Promises more than it sends, then hangs up.
        response.writeHead(yes.status, { ...yes.headers, 'content-length': yes.body.length + 100 });
        response.write(yes.body + ' ', () => request.socket.destroy());
        return;
      case 'normal':
      default: {
        send(response, yes.status, yes.headers, yes.body);
        return;
      }
    }
  };

  /** The same controls for tests in other processes: `/__accepted`, `/__status`, `/__script`, `/__clear`. */
  const steer = async (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> => {
    if (pathname === '/__accepted') {
      json(response, 200, accepted);
      return;
    }
    if (pathname === '/__status') {
      json(response, 200, { accepted: accepted.length, requests, connections: await connections(server) });
      return;
    }
    if (request.method === 'POST' && pathname === '/__clear') clear();
    else if (request.method === 'POST' && pathname === '/__script')
      script(JSON.parse((await readBody(request))?.toString() ?? '') as Behaviour | Behaviour[]);
    else {
      json(response, 404, { message: 'Not found' });
      return;
    }
    json(response, 200, {});
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get accepted() {
      return accepted;
    },
    get requests() {
      return requests;
    },
    get looks() {
      return looks;
    },
    script,
    scriptList: (answer) => (listed = answer),
    has: (record) => void accepted.push(record),
    clear,
    waitForAccepted: (count, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (accepted.length < count) return;
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        const timer = globalThis.setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`${accepted.length} of ${count} messages were accepted within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.add(check);
        check();
      }),
    connections: () => connections(server),
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await log?.close();
    },
  };
}

const TOO_LARGE: Ruling = {
  ok: false,
  status: 413,
  body: { errors: [{ message: 'Payload Too Large', field: null, help: null }] },
};
