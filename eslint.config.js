import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * The folders of each project, from the bottom up: a folder imports only from those that stand before it. What is not
 * listed (the files beside the folders) stands above all of them. `docs/architecture.md` says what each is for.
 */
const ROOMS = {
  'libs/notifications-core/src': [
    'domain',
    'config',
    'db/entities',
    'db/migrations',
    'db',
    'db/notifications',
    'observability',
    'history',
    'eligibility',
    'links',
    'assets',
    'sessions',
    'templates/language',
    'templates',
    'providers',
    'services',
    'queues',
    'maintenance',
    'delivery',
    'receipts',
    'planning',
    'bookings',
    'people',
    'sends',
  ],
  'apps/api/src': ['http', 'auth', 'console', 'openapi', 'routes'],
  'apps/console/src': ['api', 'session', 'parts', 'pages'],
  'apps/cli/src': ['samples', 'terminal', 'access', 'checks', 'verbs'],
  'libs/local-stack/src': ['environment', 'processes', 'log-files', 'supervision', 'servers', 'services', 'stack'],
};

/** Every way up that is closed: from a folder to each that stands above it, and to the files above all. */
const CLOSED_WAYS = Object.entries(ROOMS).flatMap(([src, rooms]) =>
  rooms.map((room, index) => ({
    target: `./${src}/${room}/!(*.spec).{ts,tsx}`,
    from: [...rooms.slice(index + 1).map((above) => `./${src}/${above}/*`), `./${src}/*.{ts,tsx}`],
    message: `${room} stands below this folder: see ROOMS in eslint.config.js.`,
  })),
);

const FRONT_DOORS = {
  group: ['**/apps/**', '@booking/api', '@booking/cli', '@booking/worker', '@booking/*/!(testing)'],
  message: 'Libraries are imported by their front door, and apps never.',
};
/** Outside `db/` nobody asks the database in its own words. Types of TypeORM are free: a connection is handed on. */
const ONLY_IN_DB = 'belongs in libs/notifications-core/src/db: name it there, and call it by its name.';
const SQL_IMPORTS = {
  paths: [
    { name: 'pg', message: `A connection ${ONLY_IN_DB}` },
    { name: 'typeorm', allowTypeImports: true, message: `What needs TypeORM ${ONLY_IN_DB}` },
  ],
  patterns: [
    { regex: '/db/entities/', message: `What needs an entity ${ONLY_IN_DB}` },
    { regex: '/db/sql\\.js$', importNames: ['rows'], message: `A statement ${ONLY_IN_DB}` },
  ],
};
const SQL_CALLS = {
  selector:
    'CallExpression > MemberExpression.callee > Identifier.property[name=/^(query|createQueryBuilder|getRepository)$/]',
  message: `A statement ${ONLY_IN_DB}`,
};

const SIDE_DOOR = { group: ['@booking/notifications-core/testing'], message: 'For tests only: use the front door.' };

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/node_modules/**', '**/.data/**'],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true })] },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // Nest and winston take plain objects where their types name classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Nest modules are classes without members, by design.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: CLOSED_WAYS, basePath: import.meta.dirname }],
      'import-x/no-duplicates': ['error', { 'prefer-inline': true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, in config.ts, and passed in.' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [FRONT_DOORS],
        },
      ],
    },
  },
  // Pages are React's, and reach data by the public API alone.
  {
    files: ['apps/console/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    rules: {
      // Handlers of events may be asynchronous: their failures are shown by the mutation.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@booking/*', '**/libs/**'], message: 'The console knows the API, and no code of the services.' },
          ],
        },
      ],
    },
  },
  // The side door of the core is for tests.
  {
    files: ['apps/**/*.ts', 'libs/local-stack/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [FRONT_DOORS, SIDE_DOOR] }] },
  },
  // The core stands below everything.
  {
    files: ['libs/notifications-core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['@booking/*', '**/apps/**'], message: 'The core imports no app and no other library.' }],
        },
      ],
    },
  },
  // Statements stand in one folder.
  {
    files: ['libs/notifications-core/src/**/*.ts', 'apps/**/*.ts'],
    ignores: ['libs/notifications-core/src/db/**', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', SQL_IMPORTS],
      'no-restricted-syntax': ['error', SQL_CALLS],
    },
  },
  // Where the environment enters: the main file of each app, the command line and the tests.
  {
    files: [
      'apps/*/src/main.ts',
      'apps/cli/src/**/*.ts',
      'libs/local-stack/src/**/*.ts',
      'tests/**/*.ts',
      '**/*.spec.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  // Tests read untyped answers of HTTP and SQL.
  {
    files: ['tests/**/*.ts', '**/*.spec.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['**/*.mjs', '*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
);
