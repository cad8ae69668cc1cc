import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  contactErrors,
  erasePerson,
  findRecipient,
  firstOfEach,
  putRecipient,
  searchRecipients,
  type Config,
  type Recipient as StoredRecipient,
  type RecipientChanges,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { checkBody } from '../http/field-rules.js';
import { invalidValues, Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { Recipient, RecipientId, RecipientSearch, RecipientUpdate } from './recipients.dto.js';

const NOT_FOUND = 'Nobody is known by this id.';

/** Whom messages are for, and how to reach them. */
@Controller('api/v2/recipients')
export class RecipientsController {
  constructor(private readonly core: Core) {}

  /** People by a part of their id, name, email or phone; those who became known last come first. */
  @Get()
  @Roles('staff', 'service')
  @ApiOkResponse({ type: [Recipient] })
  search(@Query() { q, limit }: RecipientSearch): Promise<StoredRecipient[]> {
    return searchRecipients(this.core.dataSource, { text: q, limit });
  }

  /** What is known of a person; booking events keep it up to date. */
  @Get(':id')
  @Roles('staff', 'service')
  @Refuses('not_found', NOT_FOUND)
  @ApiOkResponse({ type: Recipient })
  async read(@Param() { id }: RecipientId): Promise<StoredRecipient> {
    const found = await findRecipient(this.core.dataSource.manager, id);
    if (!found) throw new Problem('not_found', NOT_FOUND);
    return found;
  }

  /** Stores contact details, with effect on everything that waits for this person. */
  @Put(':id')
  @Roles('service', 'admin')
  @ApiBody({ type: RecipientUpdate })
  @ApiOkResponse({ type: Recipient })
  @ApiCreatedResponse({ type: Recipient, description: 'The person was not known before, or was erased.' })
  async write(
    @Param() { id }: RecipientId,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StoredRecipient> {
    const { services } = this.core;
    const changes = checkedChanges(id, body, services.config);
    const { recipient, created } = await putRecipient(services, id, changes);
    if (created) reply.status(201);
    return recipient;
  }

  /**
   * Erases the person: name, addresses and all that was written to them. What waits is cancelled, counts stay, an
   * opt-out stays in an unreadable form. May be repeated.
   */
  @Delete(':id')
  @HttpCode(204)
  @Roles('service', 'admin')
  @Refuses('not_found', NOT_FOUND)
  @ApiNoContentResponse({ description: 'Erased.' })
  async erase(@Param() { id }: RecipientId): Promise<void> {
    const { services, producer } = this.core.engine;
    if (!(await erasePerson(services, producer, id))) throw new Problem('not_found', NOT_FOUND);
  }
}

/** @throws {Problem} 422 with everything that is wrong: fields, addresses, and the id of another. */
function checkedChanges(id: string, body: unknown, config: Config): RecipientChanges {
  const { value, errors } = checkBody(RecipientUpdate, body);
  if (value.id !== undefined && value.id !== id)
    errors.push({ field: 'id', message: 'must be that of the address, or left out' });
  const wrong = firstOfEach([...errors, ...contactErrors(value, config)]);
  if (wrong.length > 0) throw invalidValues(wrong);
  return changesOf(value);
}

/** The fields that may be changed. */
function changesOf(update: RecipientUpdate): RecipientChanges {
  const { name, id: _id, created_at: _created, updated_at: _updated, ...changes } = update;
  return name === undefined ? changes : { ...changes, name: name === null ? null : name.trim() };
}
