import type { DataSource } from 'typeorm';
import { readTemplates, readTemplateStamps, type TemplateRow } from '../db/templates.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { compileTemplate, type CompiledTemplate, type Partials, type TemplateSource } from './render.js';
import { readShippedPartials } from './shipped.js';
import { localesToTry } from '../domain/template-key.js';

/** The compiled templates of the database, kept in memory. */
export interface TemplateCache {
  /**
   * Loads all templates and keeps watching for changes.
   * @throws when the database cannot be read.
   */
  start(): Promise<void>;
  /**
   * Reads the templates that have changed.
   * @throws when the database cannot be read. The known templates stay.
   */
  refresh(): Promise<void>;
  /**
   * The active template in the reader's language: `pt-BR`, else `pt`, else the default locale, else `en`. Inactive
   * templates count as missing. If a new version does not compile, the previous one is used, if this process knew it.
   */
  find(name: string, channel: Channel, locale: string): CompiledTemplate | undefined;
  /**
   * Like `find`, but if nothing is found it reads the database first: another process may have written the template a
   * moment ago.
   * @throws when the database cannot be read.
   */
  look(name: string, channel: Channel, locale: string): Promise<CompiledTemplate | undefined>;
  /** The channels with an active template of this name, in any language. */
  channelsOf(name: string): readonly Channel[];
  /** Whether an active template of this name is marketing, on any channel and in any language. */
  isMarketing(name: string): boolean;
  /** The partials that templates are compiled with now. */
  partials(): Partials;
  stop(): Promise<void>;
}

/** A problem that no caller is waiting for. It holds no content of a template. */
export interface TemplateProblem {
  /** Id of the row that does not compile. `null`: the database could not be read. */
  readonly templateId: string | null;
  readonly error: unknown;
}

export interface TemplateCacheOptions {
  /** Milliseconds between two reads of the database. Default: 2,000. */
  readonly refreshMs?: number;
  readonly defaultLocale: string;
  /** Asked at each refresh. Templates are compiled again when the answer is another. Default: the shipped partials. */
  readonly partials?: () => Partials;
  readonly onError?: (problem: TemplateProblem) => void;
}

interface Entry {
  readonly stamp: string;
  /** `null`: inactive, or it does not compile and never did. */
  readonly compiled: CompiledTemplate | null;
}

const REFRESH_MS = 2_000;

/** Compiles each version of a template once. A change in the database is noticed within `refreshMs`. */
export function createTemplateCache(dataSource: DataSource, options: TemplateCacheOptions): TemplateCache {
  const { refreshMs = REFRESH_MS, defaultLocale, onError = () => undefined } = options;
  const shelf = createShelf(options.partials ?? shippedPartials(), onError);
  const refresh = sharing(() => shelf.load(dataSource));
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const find: TemplateCache['find'] = (name, channel, locale) => {
    for (const candidate of localesToTry(locale, defaultLocale)) {
      const compiled = shelf.get(name, channel, candidate);
      if (compiled !== undefined) return compiled;
    }
    return undefined;
  };
  const watch = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      refresh
        .run()
        .catch((error: unknown) => onError({ templateId: null, error }))
        .finally(watch);
    }, refreshMs);
    timer.unref();
  };

  return {
    async start() {
      stopped = false;
      await refresh.run();
      watch();
    },
    refresh: () => refresh.run(),
    find,
    async look(name, channel, locale) {
      const known = find(name, channel, locale);
      if (known !== undefined) return known;
      await refresh.run();
      return find(name, channel, locale);
    },
    channelsOf: (name) => {
      const sources = shelf.sourcesOf(name);
      return CHANNELS.filter((channel) => sources.some((source) => source.channel === channel));
    },
    isMarketing: (name) => shelf.sourcesOf(name).some(({ category }) => category === 'marketing'),
    partials: () => shelf.partials(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await refresh.idle();
    },
  };
}

/** The compiled templates of the last load. */
interface Shelf {
  /** Compiles what has changed since the last load, and forgets what is gone. */
  load(dataSource: DataSource): Promise<void>;
  get(name: string, channel: Channel, locale: string): CompiledTemplate | undefined;
  /** The templates of this name, as written. */
  sourcesOf(name: string): readonly TemplateSource[];
  partials(): Partials;
}

/** Read once: those of a release do not change. */
function shippedPartials(): () => Partials {
  const read = readShippedPartials();
  return () => read;
}

function createShelf(readPartials: () => Partials, onError: (problem: TemplateProblem) => void): Shelf {
  let partials = readPartials();
  let entries = new Map<string, Entry>();
  let byKey = new Map<string, CompiledTemplate>();

  const compile = (row: TemplateRow): CompiledTemplate | null => {
    if (!row.is_active) return null;
    const { name, template_type: channel, locale, version, category, subject, body } = row;
    try {
      return compileTemplate({ name, channel, locale, version, category, subject, body }, partials);
    } catch (error) {
      onError({ templateId: row.id, error });
      // During a rollout, templates of the new release may use partials that this process does not have.
      return entries.get(row.id)?.compiled ?? null;
    }
  };

  return {
    load: async (dataSource) => {
      const latest = readPartials();
      const isAnew = latest !== partials;
      const stamps = await readTemplateStamps(dataSource);
      const changed = stamps.filter(({ id, stamp }) => isAnew || entries.get(id)?.stamp !== stamp).map(({ id }) => id);
      if (changed.length === 0 && stamps.length === entries.size) return;
      const rows = changed.length === 0 ? [] : await readTemplates(dataSource, changed);
      partials = latest;
      const known = new Set(stamps.map(({ id }) => id));
      const next = new Map([...entries].filter(([id]) => known.has(id)));
      for (const row of rows) next.set(row.id, { stamp: row.stamp, compiled: compile(row) });
      entries = next;
      byKey = new Map(
        [...next.values()].flatMap(({ compiled }) =>
          compiled === null
            ? []
            : [[keyOf(compiled.source.name, compiled.source.channel, compiled.source.locale), compiled] as const],
        ),
      );
    },
    partials: () => partials,
    get: (name, channel, locale) => byKey.get(keyOf(name, channel, locale)),
    sourcesOf: (name) => [...byKey.values()].map(({ source }) => source).filter((source) => source.name === name),
  };
}

/** Runs of `work`, one after the other. A call before the next run has begun shares that run, which sees all it knows of. */
function sharing(work: () => Promise<void>): { run(): Promise<void>; idle(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const begin = (): Promise<void> => {
    next = undefined;
    return work();
  };
  return {
    run: () => (next ??= running = running.catch(() => undefined).then(begin)),
    idle: () => running.catch(() => undefined),
  };
}

function keyOf(name: string, channel: Channel, locale: string): string {
  return `${channel}|${normal(locale)}|${name}`;
}

/** One spelling of a language: `pt_BR` becomes `pt-br`. */
function normal(locale: string): string {
  return locale.replaceAll('_', '-').toLowerCase();
}
