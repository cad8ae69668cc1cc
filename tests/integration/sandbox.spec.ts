import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDataSource, deleteSandboxMessages, listSandboxMessages } from '@booking/notifications-core';
import {
  captureInto,
  createSandboxProvider,
  type EmailMessage,
  type SmsMessage,
} from '@booking/notifications-core/testing';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const email: EmailMessage = {
  channel: 'email',
  notificationId: '0193f000-0000-7000-8000-000000000001',
  to: 'Canary@example.com',
  replyTo: null,
  subject: 'Your appointment',
  html: '<p>Tomorrow\0 at 2</p>',
  text: 'Tomorrow at 2',
  unsubscribeUrl: null,
};
const sms: SmsMessage = {
  channel: 'sms',
  notificationId: '0193f000-0000-7000-8000-000000000002',
  to: '+12025550123',
  text: 'Tomorrow at 2',
  validitySeconds: null,
};

const SIZE = { encoding: 'GSM-7', segments: 1, characters: 13 };

describe('sandbox', () => {
  let database: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, 'sandbox test');
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('shows what was sent, newest first, and forgets it when told', async () => {
    const capture = captureInto(dataSource);
    await createSandboxProvider('email', capture).send(email);
    await createSandboxProvider('sms', capture).send(sms);

    const all = await listSandboxMessages(dataSource, { limit: 10 });
    expect(all).toMatchObject([
      {
        notification_id: sms.notificationId,
        channel: 'sms',
        to: sms.to,
        subject: null,
        html: null,
        text: sms.text,
        sms: SIZE,
      },
      {
        notification_id: email.notificationId,
        channel: 'email',
        to: email.to,
        subject: email.subject,
        html: '<p>Tomorrow at 2</p>',
        text: email.text,
      },
    ]);
    expect(all.map(({ captured_at }) => captured_at)).toEqual([
      expect.stringMatching(/Z$/),
      expect.stringMatching(/Z$/),
    ]);
    expect(await listSandboxMessages(dataSource, { limit: 1 })).toEqual(all.slice(0, 1));
    expect(await listSandboxMessages(dataSource, { to: 'canary@EXAMPLE.com', limit: 10 })).toEqual(all.slice(1));

    expect(await deleteSandboxMessages(dataSource, { to: 'nobody@example.com' })).toBe(0);
    expect(await deleteSandboxMessages(dataSource, { limit: 1 })).toBe(1);
    expect(await listSandboxMessages(dataSource, {})).toEqual(all.slice(1));
    expect(await deleteSandboxMessages(dataSource)).toBe(1);
    expect(await listSandboxMessages(dataSource, {})).toEqual([]);
  });

  it('tries later when the database is away, and says nothing of the message', async () => {
    const away = createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, 'never connected');
    const error: unknown = await createSandboxProvider('email', captureInto(away))
      .send(email)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RetryLater' });
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/canary/i);
  });
});
