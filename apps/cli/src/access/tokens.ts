import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEVELOPMENT_TOKEN_ISSUER } from '@booking/notifications-core';
import { SignJWT } from 'jose';
import { type Environment, secretIn, settingOf, UserError } from '@booking/local-stack';

export const ROLES = ['user', 'staff', 'admin', 'service'] as const;
export type Role = (typeof ROLES)[number];

export interface TokenClaims {
  readonly sub: string;
  readonly role: Role;
  readonly email?: string | undefined;
  readonly phone_number?: string | undefined;
  readonly name?: string | undefined;
}

/** The settings that the API needs to check the tokens made here. */
export interface TokenSettings {
  readonly JWT_SECRET: string;
  readonly JWT_ISSUER: string;
  readonly JWT_AUDIENCE: string;
}

/**
 * The settings for signing tokens: those of the environment, else a secret that is made once for this data folder.
 * `undefined`: an identity provider issues the tokens (JWT_JWKS_URL).
 */
export function tokenSettings(environment: Environment, dataDir: string): TokenSettings | undefined {
  if (settingOf(environment, 'JWT_JWKS_URL') !== undefined) return undefined;
  return {
    JWT_SECRET: settingOf(environment, 'JWT_SECRET') ?? developmentSecret(environment, dataDir),
    JWT_ISSUER: settingOf(environment, 'JWT_ISSUER') ?? DEVELOPMENT_TOKEN_ISSUER,
    JWT_AUDIENCE: settingOf(environment, 'JWT_AUDIENCE') ?? DEVELOPMENT_TOKEN_ISSUER,
  };
}

function developmentSecret(environment: Environment, dataDir: string): string {
  if (settingOf(environment, 'NODE_ENV') === 'production')
    throw new UserError('JWT_SECRET is required in production (or JWT_JWKS_URL)');
  mkdirSync(dataDir, { recursive: true });
  return secretIn(join(dataDir, 'jwt-secret'));
}

/**
 * Signs a token.
 * @param ttl such as `30m`, `12h` or `7d`.
 */
export function signToken(settings: TokenSettings, { sub, ...claims }: TokenClaims, ttl: string): Promise<string> {
  if (!/^[1-9]\d{0,5}[smhd]$/.test(ttl)) throw new UserError('--ttl must be a number and a unit: 30m, 12h or 7d');
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuer(settings.JWT_ISSUER)
    .setAudience(settings.JWT_AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(ttl)
    .sign(new TextEncoder().encode(settings.JWT_SECRET));
}
