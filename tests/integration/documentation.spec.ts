import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { metrics, SCHEDULE } from '@booking/notifications-core';
import { REASONS } from '@booking/notifications-core/testing';
import { pages } from '../support/pages.js';
import { committed } from '../support/reference-files.js';

const text = (page: string): string => committed(page);
const everything = pages().map(text).join('\n');

/** As GitHub makes them. */
const anchorsOf = (page: string): string[] =>
  [...text(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('the links', () => {
  it.each(pages())('of %s lead to what exists', (page) => {
    const links = [...text(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(repositoryRoot, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('of the front page lead to every other page', () => {
    const linked = text('README.md');
    const lost = pages().filter((page) => page.startsWith('docs/') && !page.startsWith('docs/decisions/'));
    expect(lost.filter((page) => !linked.includes(`(${page})`))).toEqual([]);
  });
});

describe('commands', () => {
  const { stderr: usage } = spawnSync(process.execPath, [join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
  });
  const verbs = [...usage.split('Commands:')[1]!.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, verb = '']) => verb);
  const { scripts } = JSON.parse(committed('package.json')) as { scripts: Record<string, string> };

  it('of the operator are explained, every one', () => {
    expect(verbs).toEqual(expect.arrayContaining(['start', 'stop', 'restart', 'status', 'logs', 'test', 'queues']));
    const page = text('docs/command-line.md');
    const explained = verbs.filter((verb) => page.includes(`\`${verb}\``) || page.includes(`\`npm run ${verb}\``));
    expect(verbs.filter((verb) => verb !== 'help' && !explained.includes(verb))).toEqual([]);
  });

  it('that a page tells people to type exist', () => {
    const typed = [...everything.matchAll(/npm run (?:--silent )?notify -- ([a-z][a-z-]*)/g)].map(([, verb]) => verb);
    expect(typed.length).toBeGreaterThan(20);
    expect(typed.filter((verb) => !verbs.includes(verb!))).toEqual([]);
    const run = [...everything.matchAll(/npm run (?:--silent )?([a-z][a-z:]*)/g)].map(([, script]) => script);
    expect(run.filter((script) => !(script! in scripts))).toEqual([]);
  });
});

describe('what operators look up', () => {
  it('every reason that the API may give is explained', () => {
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
    expect([...reasons].filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
  });

  it('every metric is listed, and no other', () => {
    const section = text('docs/operating.md')
      .split('\n## ')
      .find((part) => part.startsWith('Metrics'))!;
    const listed = [...section.matchAll(/^\| `([a-z_]+)` \| (?:`|\|)/gm)].map(([, name]) => name);
    const ours = Object.values(metrics).map((metric) => (metric as unknown as { name: string }).name);
    expect(listed.sort()).toEqual([...ours, 'http_request_duration_seconds'].sort());
  });

  it('every maintenance job is listed with its interval', () => {
    const said: Readonly<Record<number, string>> = { 1: 'every minute', 5: 'every 5 minutes', 60: 'every hour' };
    for (const [job, { everyMinutes }] of Object.entries(SCHEDULE))
      expect(text('docs/operating.md')).toContain(`| \`${job}\` | ${said[everyMinutes]} |`);
  });

  it.each<[question: string, page: string, answer: RegExp]>([
    ['nothing is sent', 'docs/troubleshooting.md', /## Nothing is sent[^]*redis-cli.*PONG[^]*worker[^]*notify -- logs/],
    ['email does not arrive', 'docs/troubleshooting.md', /## Email does not arrive[^]*Sender[^]*Bounces[^]*Mail Send/],
    ['SMS does not arrive', 'docs/troubleshooting.md', /## SMS does not arrive[^]*E\.164[^]*country[^]*Balance/],
    ['a template fails', 'docs/troubleshooting.md', /## A template is wrong[^]*missing_variables[^]*notify -- render/],
    ['jobs hang', 'docs/troubleshooting.md', /## Queues[^]*notify -- queues[^]*notify -- queues --jobs/],
    [
      'setting SendGrid up',
      'docs/providers.md',
      /Authenticate your domain[^]*sender[^]*Restricted Access[^]*Mail Send/,
    ],
    ['setting Twilio up', 'docs/providers.md', /Account SID and auth token[^]*number[^]*SMS_ALLOWED_COUNTRIES/],
    ['keys of an environment', 'docs/providers.md', /Separate keys for each environment/],
    ['a new key', 'docs/providers.md', /### Rotating[^]*secondary token[^]*delete the old key/],
    ['a Redis of one’s own', 'README.md', /brew install redis.*sudo apt-get install redis-server/],
    ['trying one test file', 'README.md', /npm test -- booking-story/],
  ])('%s: answered in %s', (_, page, answer) => {
    expect(text(page)).toMatch(answer);
  });
});

describe('promises', () => {
  it('name tests that exist', () => {
    const specs = ['tests', 'libs', 'apps'].flatMap((folder) =>
      readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' }).filter(
        (path) => path.endsWith('.spec.ts') && !path.includes('node_modules'),
      ),
    );
    const shownBy = text('docs/guarantees.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('`'))
      .map((line) => line.split(' | ').at(-1)!);
    const named = shownBy.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    expect(named.length).toBeGreaterThan(15);
    const missing = named.filter((name) => !specs.some((path) => path.includes(name.replace(/\.spec$/, '.spec.'))));
    expect(missing).toEqual([]);
  });
});
