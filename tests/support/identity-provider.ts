import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Configuration } from 'oidc-provider';

/** What the provider knows of somebody who signs in there. */
export type Account = Readonly<Record<string, unknown>>;

export const OIDC_CLIENT = { id: 'booking-console', secret: 'a secret of the console and its provider' } as const;

/** A real provider of OpenID Connect on this machine, with a login form that takes any password. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Tells it where its client may send people back to. */
  allow(redirectUri: string): void;
  /** Answers every request in this way instead, as a proxy in front of a broken one. `null`: as it should. */
  breakWith(answer: RequestListener | null): void;
  close(): Promise<void>;
}

/** @param accounts claims by login. The provider tells them by its userinfo endpoint, as it should. */
export async function startIdentityProvider(accounts: Readonly<Record<string, Account>>): Promise<IdentityProvider> {
  const speakAgain = hush();
  const { default: Provider } = await import('oidc-provider');
  let serve: RequestListener | undefined;
  let broken: RequestListener | null = null;
  const server = createServer((request, response) => (broken ?? serve)?.(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer,
    allow: (redirectUri) => {
      const answer = new Provider(issuer, configurationOf(accounts, redirectUri)).callback();
      serve = (request, response) => void answer(request, response);
    },
    breakWith: (answer) => (broken = answer),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      speakAgain();
    },
  };
}

/** It warns at length of everything that makes it fit for tests alone. */
function hush(): () => void {
  const { info, warn } = console;
  console.info = console.warn = () => undefined;
  return () => Object.assign(console, { info, warn });
}

function configurationOf(accounts: Readonly<Record<string, Account>>, redirectUri: string): Configuration {
  return {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    cookies: { keys: ['a key for the cookies of the provider'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'roles', 'realm_access'],
      email: ['email', 'email_verified'],
    },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts[id] }),
    }),
  };
}
