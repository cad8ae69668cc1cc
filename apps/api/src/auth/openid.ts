import * as openid from 'openid-client';
import { CONSOLE_ROLES, isUserId, type Config, type ConsoleRole, type ConsoleUser } from '@booking/notifications-core';
import { textClaim } from './auth.js';

type OpenIdSettings = Pick<
  Config,
  'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_CLIENT_AUTH' | 'OIDC_SCOPE' | 'OIDC_ROLES_CLAIM'
>;

/** What the browser keeps between going to the provider and coming back. */
export interface SignInAttempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE: only who began can end it. */
  readonly verifier: string;
}

/** The provider refused to sign somebody in, or they went back. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** Signing in by an identity provider: authorization code with PKCE, state and nonce, by `openid-client`. */
export interface OpenId {
  /**
   * Where the browser goes to.
   * @throws when the provider cannot be reached.
   */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly attempt: SignInAttempt }>;
  /**
   * Reads what the browser came back with. `null`: the provider knows them, and they may do nothing here.
   * @param returned the address it came back to, as the provider knows it, with its query.
   * @throws {SignInRefused} when the provider says no.
   * @throws when the provider cannot be reached, or answers what cannot be believed.
   */
  finish(returned: URL, attempt: SignInAttempt): Promise<ConsoleUser | null>;
}

/** Seconds for each request to the provider. */
const TIMEOUT_SECONDS = 5;
/** What the provider says of itself, its addresses and what it can, is read again after this. */
const BELIEVE_MS = 3_600_000;

/** `null`: no provider is set. */
export function createOpenId(settings: OpenIdSettings): OpenId | null {
  if (settings.OIDC_ISSUER === undefined) return null;
  const provider = remembering(() => discover(settings));
  return {
    begin: async (redirectUri) => {
      const known = await provider();
      const attempt = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      };
      const url = openid.buildAuthorizationUrl(known, {
        redirect_uri: redirectUri,
        scope: settings.OIDC_SCOPE,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: 'S256',
      });
      return { url, attempt };
    },
    finish: async (returned, attempt) => {
      const claims = await claimsOf(await provider(), returned, attempt);
      return consoleUserOf(claims, settings.OIDC_ROLES_CLAIM);
    },
  };
}

function discover(settings: OpenIdSettings): Promise<openid.Configuration> {
  const { OIDC_ISSUER = '', OIDC_CLIENT_ID = '', OIDC_CLIENT_SECRET = '', OIDC_CLIENT_AUTH } = settings;
  const authentication = OIDC_CLIENT_AUTH === 'post' ? openid.ClientSecretPost : openid.ClientSecretBasic;
  return openid.discovery(new URL(OIDC_ISSUER), OIDC_CLIENT_ID, {}, authentication(OIDC_CLIENT_SECRET), {
    timeout: TIMEOUT_SECONDS,
    // In production the issuer is https. It is marked as deprecated so that nobody takes it for harmless.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    execute: OIDC_ISSUER.startsWith('http://') ? [openid.allowInsecureRequests] : [],
  });
}

function remembering<T>(read: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: Promise<T>; readonly until: number } | undefined;
  return () => {
    if (known !== undefined && Date.now() < known.until) return known.value;
    const value = read();
    known = { value, until: Date.now() + BELIEVE_MS };
    // Asked again by the next one.
    value.catch(() => (known = undefined));
    return value;
  };
}

type Claims = Readonly<Record<string, unknown>>;

/** What the token says of them, completed by what the provider tells of its users: many keep roles and names there. */
async function claimsOf(
  provider: openid.Configuration,
  returned: URL,
  { state, nonce, verifier }: SignInAttempt,
): Promise<Claims> {
  const tokens = await openid
    .authorizationCodeGrant(provider, returned, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    .catch((error: unknown) => {
      if (error instanceof openid.AuthorizationResponseError) throw new SignInRefused('the provider says no');
      throw error;
    });
  const said = tokens.claims();
  if (said === undefined) throw new Error('the provider gave no ID token');
  if (provider.serverMetadata().userinfo_endpoint === undefined) return said;
  return { ...(await openid.fetchUserInfo(provider, tokens.access_token, said.sub)), ...said };
}

/** `null`: they have none of the roles, or no id that can be one here. */
function consoleUserOf(claims: Claims, rolesClaim: string): ConsoleUser | null {
  const role = consoleRoleOf(claims, rolesClaim);
  const { sub } = claims;
  if (role === null || !isUserId(sub)) return null;
  return {
    userId: sub,
    role,
    email: claims['email_verified'] === false ? null : textClaim(claims['email']),
    phone: textClaim(claims['phone_number']),
    name: textClaim(claims['name']) ?? textClaim(claims['preferred_username']),
  };
}

/**
 * The greater of their roles here. The claim is a text, with several roles parted by spaces or commas, or a list.
 * @param path the name of a claim, else the way to one inside others: `realm_access.roles`.
 */
export function consoleRoleOf(claims: Claims, path: string): ConsoleRole | null {
  const value = Object.hasOwn(claims, path) ? claims[path] : path.split('.').reduce<unknown>(inside, claims);
  const named = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? (value as unknown[]) : [];
  return CONSOLE_ROLES.findLast((role) => named.includes(role)) ?? null;
}

function inside(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Claims)[name]
    : undefined;
}
