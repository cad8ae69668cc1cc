import { Injectable } from '@nestjs/common';
import {
  beginSession,
  endSession,
  findSession,
  takeSignInCode,
  type BegunSession,
  type ConsoleSession,
  type ConsoleUser,
  type Services,
} from '@booking/notifications-core';

/** For this long a session that was looked up is believed, so it ends on all pods within this time. */
const BELIEVE_MS = 3_000;
const MOST_BELIEVED = 1_000;

interface Believed {
  readonly found: Promise<ConsoleSession | null>;
  readonly until: number;
}

/**
 * Who is signed in to the console. A page makes many requests at once, which ask the database once together.
 */
@Injectable()
export class Sessions {
  private readonly believed = new Map<string, Believed>();

  /** @param database throws a `Problem` until Postgres was reached once. */
  constructor(private readonly database: () => Services['dataSource']) {}

  /** `null`: the code is none of ours, was used, or is too old. */
  exchange(code: string): Promise<BegunSession | null> {
    return takeSignInCode(this.database(), code);
  }

  begin(user: ConsoleUser): Promise<BegunSession> {
    return beginSession(this.database(), user);
  }

  /** `null`: there is no such session, or it is over. */
  async find(secret: string): Promise<ConsoleSession | null> {
    const session = await this.lookUp(secret);
    return session === null || session.expiresAt.getTime() <= Date.now() ? null : session;
  }

  async end(secret: string): Promise<void> {
    await endSession(this.database(), secret);
    // Also what was asked while it ended.
    this.believed.delete(secret);
  }

  private lookUp(secret: string): Promise<ConsoleSession | null> {
    const known = this.believed.get(secret);
    if (known !== undefined && Date.now() < known.until) return known.found;
    if (this.believed.size >= MOST_BELIEVED) this.believed.clear();
    const found = findSession(this.database(), secret);
    this.believed.set(secret, { found, until: Date.now() + BELIEVE_MS });
    // A failure is nobody's answer but of those who wait for it.
    found.catch(() => this.believed.delete(secret));
    return found;
  }
}
