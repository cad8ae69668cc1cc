import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

/** One configuration for every project: each runs Jest in its own folder. */
export default {
  rootDir: process.cwd(),
  testEnvironment: 'node',
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: false, configFile: `${root}.swcrc`, exclude: [] }] },
  moduleNameMapper: {
    '^@booking/notifications-core$': `${root}libs/notifications-core/src/index.ts`,
    '^@booking/cli/stack$': `${root}apps/cli/src/stack.ts`,
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  testTimeout: 30_000,
};
