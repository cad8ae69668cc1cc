// Which projects there are, and what an installation and a build are made from: read from where pnpm, Git and Nx are
// told it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, with a slash at the end. All paths below are relative to it. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Folders of the apps, the libraries and the tests: the `packages` of pnpm-workspace.yaml. */
export function projects() {
  const [, packages] = /^packages:\n((?: +- .*\n)+)/m.exec(read('pnpm-workspace.yaml'));
  return [...packages.matchAll(/- (\S+)/g)].flatMap(([, name]) =>
    name.endsWith('/*') ? foldersIn(name.slice(0, -2)) : [name],
  );
}

/** The files that an installation is made from. */
export const manifests = () => [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  ...projects().map((project) => `${project}/package.json`),
];

/** The files that the builds are made from: the `inputs` that Nx knows them by, and the files that say so. */
export function buildInputs() {
  const { namedInputs, targetDefaults } = JSON.parse(read('nx.json'));
  const everyProject = projects();
  const patternsOf = (input, project) => {
    if (input.startsWith('^')) return everyProject.flatMap((other) => patternsOf(input.slice(1), other));
    if (input in namedInputs) return namedInputs[input].flatMap((part) => patternsOf(part, project));
    return [input.replace('{projectRoot}', project).replace('{workspaceRoot}/', '')];
  };
  const patterns = everyProject.flatMap((project) => {
    const { build } = JSON.parse(read(`${project}/package.json`)).nx.targets;
    return (build.inputs ?? targetDefaults.build.inputs).flatMap((input) => patternsOf(input, project));
  });
  return [...new Set(['nx.json', ...manifests(), ...filesThatMatch(new Set(patterns))])];
}

/** Of the folder and those below it, without what .gitignore names: Nx does not see that either. */
export function filesBelow(folder, ignored = ignoredNames()) {
  if (!existsSync(root + folder)) return [];
  return readdirSync(root + folder, { withFileTypes: true })
    .filter(({ name }) => !ignored.has(name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`, ignored) : [`${folder}/${entry.name}`],
    );
}

const read = (file) => readFileSync(root + file, 'utf8');

const foldersIn = (folder) =>
  readdirSync(root + folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`);

const ignoredNames = () => new Set(read('.gitignore').split(/\/?\n/));

/** @param patterns such as `apps/api/**\/*`, and `!apps/api/dist/**` for what is left out. */
function filesThatMatch(patterns) {
  const wanted = [...patterns].filter((pattern) => !pattern.startsWith('!'));
  const unwanted = [...patterns].filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const [isWanted, isUnwanted] = [wanted, unwanted].map((some) => new RegExp(some.map(expressionOf).join('|')));
  // What stands before the first star: a folder, or the file itself.
  const places = new Set(wanted.map((pattern) => pattern.replace(/\/?\*.*/, '')));
  return [...places]
    .flatMap((place) => (wanted.includes(place) ? [place] : filesBelow(place)))
    .filter((file) => isWanted.test(file) && !isUnwanted.test(file));
}

const expressionOf = (pattern) =>
  `^${pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll(/\*\*\/|\*\*|\*/g, (stars) => STARS[stars])}$`;

const STARS = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };
