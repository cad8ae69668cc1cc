import { SETTINGS } from './config.js';
import type { Setting } from './setting.js';

const ABOUT = `# Configuration

Made by \`npm run docs\` from the code: change it there (\`libs/notifications-core/src/config/config.ts\`).

Settings are environment variables; \`npm start\` and the other commands read \`.env\` too, in which \`.env.example\` is a start. An empty value counts as not set. Each process reads and checks all of them once, when it starts: a value that is wrong stops it with one line that names the variable and never shows the value. Nothing has to be set to try the service on one machine.
`;

/** `docs/configuration.md`: a table of each group of settings. */
export function configurationReference(): string {
  const settings = Object.entries<Setting<unknown>>(SETTINGS);
  const titles = [...new Set(settings.map(([, { group = '' }]) => group))];
  const sections = titles.map((title) =>
    section(
      title,
      settings.filter(([, { group }]) => group === title),
    ),
  );
  return [ABOUT, ...sections].join('\n');
}

function section(title: string, settings: readonly [string, Setting<unknown>][]): string {
  const rows = settings.map(([name, { doc, fallback, check, secret, readBy = 'API, worker' }]) =>
    [`\`${name}\``, doc, fallback === undefined ? '' : `\`${fallback}\``, check ?? '', secret ? 'yes' : '', readBy].map(
      cell,
    ),
  );
  const heading = ['Variable', 'Meaning', 'Default', 'Must be', 'Secret', 'Read by'];
  const lines = [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`## ${title}`, '', ...lines, ''].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
