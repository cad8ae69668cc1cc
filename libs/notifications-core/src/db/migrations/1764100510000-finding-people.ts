import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Indexes by which staff find people, by any part of their id, name, email or phone. `pg_trgm` would do that, but not
 * every role may create it. So the index is on pairs of letters, by functions of our own: two letters already find
 * somebody, as the names of many people have no more.
 *
 * Old code neither needs nor harms them. They are a migration of their own because they take a while with many people,
 * and no lock on messages may be held meanwhile.
 */
export class FindingPeople1764100510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION search_text(id text, name text, email text, phone text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT translate(lower(concat_ws(chr(10), id, name, email, regexp_replace(phone, '[^0-9+]', '', 'g'))),
          'àáâãäåāąçćčďéèêëēęěíìîïłñńňóòôõöøōřśšşťúùûüūůýÿžźż', 'aaaaaaaacccdeeeeeeeiiiilnnnooooooorssstuuuuuuyyzzz')
      $$;
      COMMENT ON FUNCTION search_text IS
        'What a person is found by: lower case, without accents, a phone by its digits; one line for each part.';

      CREATE FUNCTION search_pairs(searched text) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_agg(substr(searched, n, 2)) FROM generate_series(1, greatest(length(searched) - 1, 1)) AS n
      $$;
      COMMENT ON FUNCTION search_pairs IS 'All pairs of characters that stand beside each other; of one character, itself.';

      -- On pairs, and on each character too. Functions of an index must not call others of ours: Postgres would not find
      -- them while it builds the index.
      CREATE INDEX recipient_search ON recipient USING gin ((
        search_pairs(search_text(id, name, email, phone)) || string_to_array(search_text(id, name, email, phone), NULL)))
        WHERE erased_at IS NULL;
      CREATE INDEX recipient_newest ON recipient (created_at DESC, id DESC) WHERE erased_at IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX recipient_newest, recipient_search;
      DROP FUNCTION search_pairs(text);
      DROP FUNCTION search_text(text, text, text, text);
    `);
  }
}
