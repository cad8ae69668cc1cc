import { describe, expect, it } from '@jest/globals';
import { erasePerson, putRecipient, readSuppressions, unsuppress } from '@booking/notifications-core';
import { liftOptOuts, readSuppressed, suppress, type Suppression } from '@booking/notifications-core/testing';
import { plant } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const ANN = 'ann@example.com';
const ANN_PHONE = '+12025550123';
const found = (changes: Partial<Suppression> = {}): Suppression => ({
  channel: 'email',
  address: ANN,
  cause: 'bounced',
  notificationId: null,
  ...changes,
});
const optOut = (address: string): Suppression => found({ channel: 'sms', address, cause: 'opted_out' });

const listed = () =>
  core.sql<{ entry: string }>(
    `SELECT concat_ws(' ', channel, CASE WHEN address LIKE 'sha256:%' THEN 'hashed' ELSE address END, cause) AS entry
     FROM suppression ORDER BY channel, address, cause`,
  );
const entries = async (): Promise<string[]> => (await listed()).map(({ entry }) => entry);

/** A message to somebody who was erased after it was planned. */
async function ofErased(address: string): Promise<string> {
  await putRecipient(core, 'ann', { email: address });
  const [job] = await plant(core.dataSource, 1, { user_id: 'ann', recipient: address });
  await erasePerson(core, core.producer, 'ann');
  return job!.id;
}

describe('the suppression list', () => {
  it('takes many addresses with one statement, each once, by its first cause', async () => {
    const added = await suppress(core.dataSource, [
      found(),
      found({ address: 'Ann@Example.com', cause: 'spam_report' }),
      optOut(ANN_PHONE),
      found({ address: 'ben@example.com', cause: 'unsubscribed' }),
    ]);

    expect(await entries()).toEqual([
      'email ann@example.com bounced',
      'email ben@example.com unsubscribed',
      'sms +12025550123 opted_out',
    ]);
    expect(added.map(({ cause }) => cause).sort()).toEqual(['bounced', 'opted_out', 'unsubscribed']);
  });

  it('keeps the first cause of an address that is listed already, and says that nothing was added', async () => {
    await suppress(core.dataSource, [found()]);

    expect(await suppress(core.dataSource, [found({ cause: 'spam_report' })])).toEqual([]);
    expect(await entries()).toEqual(['email ann@example.com bounced']);
  });

  it('keeps an opt-out beside another cause: START takes back the one, staff the other', async () => {
    await suppress(core.dataSource, [found({ channel: 'sms', address: ANN_PHONE, cause: 'manual' })]);
    expect(await suppress(core.dataSource, [optOut(ANN_PHONE), optOut(ANN_PHONE)])).toEqual([
      { channel: 'sms', cause: 'opted_out' },
    ]);

    expect(await unsuppress(core, { channel: 'sms', address: ANN_PHONE })).toBe('opted_out');
    expect(await entries()).toEqual([`sms ${ANN_PHONE} manual`, `sms ${ANN_PHONE} opted_out`]);

    await liftOptOuts(core.dataSource, [{ channel: 'sms', address: ANN_PHONE }]);
    expect(await entries()).toEqual([`sms ${ANN_PHONE} manual`]);
    expect(await unsuppress(core, { channel: 'sms', address: ANN_PHONE })).toBe('removed');
  });

  it('hides every entry of a person who is erased', async () => {
    await putRecipient(core, 'ann', { phone: ANN_PHONE });
    await suppress(core.dataSource, [
      found({ channel: 'sms', address: ANN_PHONE, cause: 'manual' }),
      optOut(ANN_PHONE),
    ]);
    await erasePerson(core, core.producer, 'ann');
    expect(await entries()).toEqual(['sms hashed manual', 'sms hashed opted_out']);
  });

  it('hides an address once that is listed in both forms for other causes, and the erasure succeeds', async () => {
    await putRecipient(core, 'ann', { email: ANN });
    await core.sql(
      `INSERT INTO suppression (channel, address, cause)
       VALUES ('email', $1, 'bounced'), ('email', 'sha256:' || encode(sha256($1::bytea), 'hex'), 'manual')`,
      [ANN],
    );
    expect(await erasePerson(core, core.producer, 'ann')).toBe(true);
    expect(await entries()).toEqual(['email hashed manual']);
  });

  it('is searched for an address on all channels', async () => {
    await suppress(core.dataSource, [found(), optOut(ANN_PHONE)]);
    const query = { channel: undefined, address: ANN, after: undefined, limit: 50 };
    expect(await readSuppressions(core.dataSource, query)).toMatchObject([{ channel: 'email', address: ANN }]);
  });

  it('hides the address of a person who was erased, and knows it again in clear', async () => {
    const notificationId = await ofErased(ANN);
    await suppress(core.dataSource, [found({ notificationId }), found({ address: 'ben@example.com' })]);
    expect(await entries()).toEqual(['email ben@example.com bounced', 'email hashed bounced']);

    expect(await suppress(core.dataSource, [found()])).toEqual([]);
    expect(await readSuppressed(core.dataSource, [`email:${ANN}`])).toEqual(new Set([`email:${ANN}`]));
  });

  it('takes nothing from an empty call', async () => {
    expect(await suppress(core.dataSource, [])).toEqual([]);
    expect(await liftOptOuts(core.dataSource, [])).toEqual([]);
  });

  it('is the same after many calls at once about the same addresses in other orders', async () => {
    const all = Array.from({ length: 40 }, (_, n) => found({ address: `p${n}@example.com` }));
    await Promise.all([suppress(core.dataSource, all), suppress(core.dataSource, all.toReversed())]);

    expect(await entries()).toHaveLength(40);
  });
});

describe('taking back an opt-out', () => {
  it('frees the number that opted out and no other', async () => {
    await suppress(core.dataSource, [optOut(ANN_PHONE), optOut('+12025550124')]);

    expect(await liftOptOuts(core.dataSource, [{ channel: 'sms', address: ANN_PHONE }])).toEqual([
      { channel: 'sms', cause: 'opted_out' },
    ]);
    expect(await entries()).toEqual(['sms +12025550124 opted_out']);
  });

  it('frees a number whose owner was erased since they opted out', async () => {
    await putRecipient(core, 'ann', { phone: ANN_PHONE });
    await suppress(core.dataSource, [optOut(ANN_PHONE)]);
    await erasePerson(core, core.producer, 'ann');
    expect(await entries()).toEqual(['sms hashed opted_out']);

    await liftOptOuts(core.dataSource, [{ channel: 'sms', address: ANN_PHONE }]);

    expect(await readSuppressed(core.dataSource, [`sms:${ANN_PHONE}`])).toEqual(new Set());
  });

  it.each(['bounced', 'spam_report', 'unsubscribed', 'manual'] as const)(
    'does not free an address that is listed as %s',
    async (cause) => {
      await suppress(core.dataSource, [found({ channel: 'sms', address: ANN_PHONE, cause })]);

      expect(await liftOptOuts(core.dataSource, [{ channel: 'sms', address: ANN_PHONE }])).toEqual([]);
      expect(await entries()).toEqual([`sms ${ANN_PHONE} ${cause}`]);
    },
  );
});
