import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import {
  addressMeant,
  deleteSandboxMessages,
  listSandboxMessages,
  sandboxOpen,
  type SandboxMessage as CapturedMessage,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { SandboxCleared, SandboxFilter, SandboxMessage } from './sandbox.dto.js';

const DEFAULT_LIMIT = 50;
const NO_SANDBOX = 'No channel is in sandbox: messages go to their providers.';

/** Messages that were captured because their channel has no provider (never in production). */
@Controller('api/v2/sandbox/messages')
export class SandboxController {
  constructor(private readonly core: Core) {}

  /** Captured messages, newest first. */
  @Get()
  @Roles('staff')
  @Refuses('not_found', NO_SANDBOX)
  @ApiOkResponse({ type: [SandboxMessage] })
  list(@Query() { to, limit = DEFAULT_LIMIT }: SandboxFilter): Promise<CapturedMessage[]> {
    this.assertSandbox();
    return listSandboxMessages(this.core.dataSource, { to: this.meant(to), limit });
  }

  /** Forgets captured messages: those that the same filter would list, or all of them without a limit. */
  @Delete()
  @Roles('staff')
  @Refuses('not_found', NO_SANDBOX)
  @ApiOkResponse({ type: SandboxCleared })
  async clear(@Query() { to, limit }: SandboxFilter): Promise<{ deleted: number }> {
    this.assertSandbox();
    return { deleted: await deleteSandboxMessages(this.core.dataSource, { to: this.meant(to), limit }) };
  }

  private meant(to: string | undefined): string | undefined {
    return to === undefined ? undefined : addressMeant(to, this.core.config);
  }

  private assertSandbox(): void {
    if (!sandboxOpen(this.core.config)) throw new Problem('not_found', NO_SANDBOX);
  }
}
