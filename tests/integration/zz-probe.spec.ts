import { describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl } from '../support/database.js';
describe('probe', () => {
  it('clones', async () => {
    const t0 = Date.now();
    const db = await createTestDatabase();
    const t1 = Date.now();
    const db2 = await createTestDatabase();
    console.log(t1 - t0, Date.now() - t1, testRedisUrl().replace(/:[^:@]+@/, ':…@'));
    const c = new Client({ connectionString: db.url });
    await c.connect();
    const { rows } = await c.query('select count(*) from templates').catch((e) => ({ rows: [String(e)] }));
    console.log(rows, (await c.query(`select tablename from pg_tables where schemaname='public'`)).rows.map(r=>r.tablename));
    await c.end();
    await db.drop(); await db2.drop();
    expect(1).toBe(1);
  });
});
