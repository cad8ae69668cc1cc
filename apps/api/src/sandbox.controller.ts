import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { In } from 'typeorm';
import { SandboxMessageEntity, sandboxOpen } from '@booking/notifications-core';
import { Roles } from './access.js';
import { Core } from './core.js';
import { Problem } from './problem-details.js';
import { SandboxCleared, SandboxFilter, SandboxMessage, type CapturedMessage } from './sandbox.dto.js';

const DEFAULT_LIMIT = 50;

@Controller('api/v2/sandbox/messages')
export class SandboxController {
  constructor(private readonly core: Core) {}

  /** Captured messages, newest first. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({ type: [SandboxMessage] })
  async list(@Query() { to, limit = DEFAULT_LIMIT }: SandboxFilter): Promise<CapturedMessage[]> {
    const messages = await this.select(to, limit);
    return messages.map(({ id, notificationId, channel, recipient, subject, html, text, capturedAt }) => ({
      id,
      notification_id: notificationId,
      channel,
      to: recipient,
      subject,
      html,
      text,
      captured_at: capturedAt,
    }));
  }

  /** Forgets captured messages: those that the same filter would list, or all of them without a limit. */
  @Delete()
  @Roles('staff')
  @ApiOkResponse({ type: SandboxCleared })
  async clear(@Query() { to, limit }: SandboxFilter): Promise<{ deleted: number }> {
    const chosen = limit === undefined ? null : (await this.select(to, limit)).map(({ id }) => id);
    this.assertSandbox();
    const deletion = this.core.dataSource.createQueryBuilder().delete().from(SandboxMessageEntity);
    if (chosen !== null) deletion.where({ id: In(chosen) });
    else if (to !== undefined) deletion.where({ recipient: to });
    const { affected } = await deletion.execute();
    return { deleted: affected ?? 0 };
  }

  private select(to: string | undefined, limit: number): Promise<SandboxMessageEntity[]> {
    this.assertSandbox();
    return this.core.dataSource.manager.find(SandboxMessageEntity, {
      where: to === undefined ? {} : { recipient: to },
      order: { capturedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  private assertSandbox(): void {
    if (!sandboxOpen(this.core.config))
      throw new Problem(404, 'No channel is in sandbox: messages go to their providers.');
  }
}
