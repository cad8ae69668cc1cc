import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { metrics, SCHEDULE } from '@booking/notifications-core';
import { REASONS } from '@booking/notifications-core/testing';
import { filesBelow } from '../support/files.js';
import { codesOf, fenced, pages, sectionsOf, tableOf, typedOn } from '../support/pages.js';
import { committed } from '../support/reference-files.js';

const text = (page: string): string => committed(page);

const specs = ['tests', 'libs', 'apps'].flatMap(filesBelow).filter((path) => path.endsWith('.spec.ts'));

/** As GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...sectionsOf(page).keys()].map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linksOf = (page: string): string[] => [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);

describe('the links', () => {
  it.each(pages())('of %s lead to what exists', (page) => {
    const broken = linksOf(page).filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(repositoryRoot, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('of the front page lead to every other page', () => {
    const linked = linksOf('README.md');
    const own = pages().filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'));
    expect(own.filter((page) => !linked.includes(page))).toEqual([]);
  });
});

describe('commands', () => {
  const { stderr: usage } = spawnSync(process.execPath, [join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  const verbs = [...usage.split('Commands:')[1]!.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, verb = '']) => verb);
  const { scripts } = JSON.parse(committed('package.json')) as { scripts: Record<string, string> };
  const typed = pages().flatMap(typedOn);
  const wordsAfter = (command: RegExp): string[] =>
    typed.flatMap((text) => [...text.matchAll(command)].map(([, word = '']) => word));

  it('of the operator are listed on their page, every one and no other', () => {
    const page = 'docs/command-line.md';
    const listed = tableOf(text(page), 'Verb').flatMap(([cell = '']) => codesOf(cell));
    // These have a script of their own name.
    const scripted = verbs.filter((verb) => typedOn(page).includes(`npm run ${verb}`));
    expect([...new Set([...listed, ...scripted])].sort()).toEqual(verbs.filter((verb) => verb !== 'help').sort());
  });

  it('that a page tells people to type exist', () => {
    const asked = wordsAfter(/npm run (?:--silent )?notify -- ([a-z][a-z-]*)/g);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((verb) => !verbs.includes(verb))).toEqual([]);
    expect(wordsAfter(/npm run (?:--silent )?([a-z][a-z:]*)/g).filter((script) => !(script in scripts))).toEqual([]);
  });

  it('that run test files name some that exist', () => {
    const patterns = wordsAfter(/npm test -- ([a-z][a-z-]*)/g);
    expect(patterns.length).toBeGreaterThan(1);
    expect(patterns.filter((pattern) => !specs.some((path) => path.includes(pattern)))).toEqual([]);
  });
});

describe('what operators look up', () => {
  it('every reason that the API may give is in a table of reasons, and no other', () => {
    const reasons = new Set<string>(REASONS);
    const collect = (value: unknown, key = ''): void => {
      if (typeof value !== 'object' || value === null) return;
      if (key === 'reason' && 'enum' in value)
        for (const each of value.enum as unknown[]) if (typeof each === 'string') reasons.add(each);
      for (const [name, inner] of Object.entries(value)) collect(inner, name);
    };
    collect(JSON.parse(committed('docs/openapi.json')));
    expect(reasons.size).toBeGreaterThan(REASONS.length);
    const page = text('docs/troubleshooting.md');
    const explained = ['reason', '`reason` in the history'].flatMap((column) =>
      tableOf(page, column).flatMap(([cell = '']) => codesOf(cell)),
    );
    expect([...new Set(explained)].sort()).toEqual([...reasons].sort());
  });

  it('every metric is listed, and no other', () => {
    const listed = tableOf(text('docs/operating.md'), 'Metric').flatMap(([cell = '']) => codesOf(cell));
    const ours = Object.values(metrics).map((metric) => (metric as unknown as { name: string }).name);
    expect(listed.sort()).toEqual([...ours, 'http_request_duration_seconds'].sort());
  });

  it('every maintenance job is listed with its interval, and no other', () => {
    const said: Readonly<Record<number, string>> = { 1: 'every minute', 5: 'every 5 minutes', 60: 'every hour' };
    const listed = tableOf(text('docs/operating.md'), 'Job').map(([job = '', when]) => [codesOf(job)[0], when]);
    const jobs = Object.entries(SCHEDULE).map(([job, { everyMinutes }]) => [job, said[everyMinutes]]);
    expect(listed.sort()).toEqual(jobs.sort());
  });

  /** What is under each heading: verbs to type, or variables to set. */
  it.each<[page: string, heading: string, ...tools: string[]]>([
    ['docs/troubleshooting.md', 'Nothing is sent', 'npm run notify -- queues', 'npm run notify -- logs worker'],
    ['docs/troubleshooting.md', 'Email does not arrive', 'SENDGRID_FROM_EMAIL'],
    ['docs/troubleshooting.md', 'SMS does not arrive', 'SMS_ALLOWED_COUNTRIES'],
    ['docs/troubleshooting.md', 'A template is wrong', 'missing_variables', 'npm run notify -- render'],
    ['docs/troubleshooting.md', 'Queues', 'npm run notify -- queues'],
    ['docs/providers.md', 'SendGrid (email)', 'SENDGRID_API_KEY', 'SENDGRID_FROM_EMAIL'],
    ['docs/providers.md', 'Twilio (SMS)', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_PHONE_NUMBER'],
    ['docs/providers.md', 'Rotating without a gap', 'SENDGRID_API_KEY', 'TWILIO_AUTH_TOKEN'],
  ])('%s tells under "%s" what to type and to set', (page, heading, ...tools) => {
    const section = sectionsOf(page).get(heading) ?? '';
    const named = [...fenced(section, 'bash'), ...fenced(section, 'ini'), ...codesOf(section)];
    expect(tools.filter((tool) => !named.some((code) => code.includes(tool)))).toEqual([]);
  });
});

describe('promises', () => {
  it('name tests that exist', () => {
    const named = tableOf(text('docs/guarantees.md'), 'Promise').map((cells) => codesOf(cells.at(-1) ?? ''));
    expect(named.filter((names) => names.length === 0)).toEqual([]);
    const missing = named
      .flat()
      .map((name) => `/${name.replace(/\.spec$/, '')}.spec.ts`)
      .filter((name) => !specs.some((path) => path.endsWith(name)));
    expect(missing).toEqual([]);
  });
});
