import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createProgram } from './program.js';
import { Mistake } from './terminal/mistakes.js';
import { explain } from './terminal/unexpected.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** What is printed by a command that fails or explains itself before it does anything, and its exit code. */
async function told(words: string): Promise<{ readonly text: string; readonly code: number }> {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const error: unknown = await createProgram()
    .parseAsync(
      words.split(' ').filter((word) => word !== ''),
      { from: 'user' },
    )
    .then(
      () => new Error('it did something'),
      (why: unknown) => why,
    );
  jest.restoreAllMocks();
  return error instanceof Mistake
    ? { text: written.join('') + error.message, code: error.exitCode }
    : { text: written.join('') + explain(error), code: 1 };
}

describe('a command line that is mistyped', () => {
  it.each([
    ['', /^Usage: npm run notify --/],
    ['dance', /^Usage: npm run notify --[^]*\nThere is no verb "dance"\.$/],
    ['stats', /\nThere is no verb "stats"\. Did you mean status\?$/],
    ['--jsn', /\nThere is no option --jsn\.$/],
    [
      'status --jsn',
      /^status has no option --jsn\. Did you mean --json\?\nUsage: npm run notify -- status \[--json\]\nMore: {2}npm run notify -- status --help$/,
    ],
    ['render appointment_reminder', /^render needs <type> \(its channel\)\.\nUsage: .*\n +<name> <type>/],
    ['render appointment_reminder fax', /^The type must be one of email, sms$/],
    ['migrate now', /^migrate does not take "now"\.\nUsage: /],
    ['token --role admin', /^token needs --sub <id> \(user id\)\.\nUsage: /],
    ['history --limit', /^--limit needs a value\.\nUsage: npm run notify -- history\n/],
    ['send-test --email --json', /^--email needs a value\.\nUsage: /],
    ['history --limit 201', /^--limit must be a whole number from 1 to 200$/],
    ['process-queue --batch-size 0', /^--batch-size must be a whole number from 1 to 200$/],
    ['event booking.created --in soon', /^--in must be a number and a unit: 90m, 12h or 3d$/],
    ['event booking.created --at 2026-02-30T10:00', /^--at must be a date and time such as 2026-12-01T14:00$/],
    ['event booking.canceled', /^The type of an event must be one of .*\. Did you mean booking\.cancelled\?$/],
    ['logs nothing', /^The name of a log must be one of api, worker/],
    ['send-test', /^Where to\? Give --email ADDRESS or --phone NUMBER\.$/],
    ['send-test --email a@b.example --context /nowhere.json', /^--context: \/nowhere\.json cannot be read \(ENOENT\)$/],
    ['test --send', /^--send goes with --email ADDRESS or --phone NUMBER$/],
  ])('is told what is wrong and what would be right: %s', async (words, expected) => {
    const { text, code } = await told(words);
    expect(text.trim()).toMatch(expected);
    expect(text).not.toContain('error:');
    expect(code).toBe(1);
  });

  it('is answered in lines that fit a terminal', async () => {
    for (const { name } of verbs()) {
      const { text } = await told(`${name} --no-such-option`);
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

const verbs = (): { readonly name: string }[] =>
  createProgram()
    .commands.map((command) => ({ name: command.name() }))
    .filter(({ name }) => name !== 'run');

describe('help', () => {
  it.each(verbs())('says what a verb needs, with examples: $name', async ({ name }) => {
    const { text, code } = await told(`${name} --help`);
    expect(text).toMatch(/^Usage: [^]*\nNeeds [^]*\nExamples?:\n {2}npm run /);
    expect(code).toBe(0);
  });

  it('lists the verbs that may be typed', async () => {
    const { text, code } = await told('--help');
    expect(text).toMatch(/\n {2}event .*[^]*\n {2}history /);
    expect(text).not.toMatch(/\n {2}run /);
    expect(code).toBe(0);
  });

  it('has the version beside it', async () => {
    expect(await told('--version')).toEqual({ text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), code: 0 });
  });
});
