import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

// Not by `configFile`: .swcrc leaves specs out of builds, and here they are what is compiled.
const { jsc, module } = JSON.parse(readFileSync(`${root}.swcrc`, 'utf8'));

/** One configuration for every project: each runs Jest in its own folder. */
export default {
  rootDir: process.cwd(),
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: false, jsc, module }] },
  moduleNameMapper: {
    '^@booking/notifications-core$': `${root}libs/notifications-core/src/index.ts`,
    '^@booking/notifications-core/testing$': `${root}libs/notifications-core/src/testing.ts`,
    '^@booking/local-stack$': `${root}libs/local-stack/src/index.ts`,
    // Not libphonenumber's `metadata.json.js`, which must stay a module.
    '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1',
  },
  testTimeout: 30_000,
};
