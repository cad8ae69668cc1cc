// `npm run structure [-- FOLDER]`: how the code is divided, of this checkout or another one. Tests, migrations and
// generated files are left out.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
if (!existsSync(join(root, 'apps'))) {
  console.error(`${root} is no checkout of this project: give its top folder, or nothing for this one.`);
  process.exit(2);
}

/** A source file: where it is, how long, its longest function, and the files of its own project that it imports. */
function read(file) {
  const text = readFileSync(file, 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  let longest = { name: '', lines: 0 };
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body !== undefined) {
      const lines = lineAt(node.end) - lineAt(node.getStart(source)) + 1;
      const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      if (lines > longest.lines) longest = { name: named?.getText(source) ?? '(unnamed)', lines };
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const imports = source.statements
    .filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    .map((node) => node.moduleSpecifier?.text ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(dirname(file), specifier.replace(/\.js$/, '.ts')));
  return { file, lines: text.trimEnd().split('\n').length, longest, imports };
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/migrations/'))
    .sort();
}

/** Groups of folders that reach each other by imports; each is a cycle. */
function cyclesOf(edges) {
  const reach = (from) => {
    const seen = new Set();
    const open = [from];
    while (open.length > 0)
      for (const next of edges.get(open.pop()) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
    return seen;
  };
  const reached = new Map([...edges.keys()].map((folder) => [folder, reach(folder)]));
  const groups = new Set(
    [...edges.keys()]
      .filter((folder) => reached.get(folder).has(folder))
      .map((folder) =>
        [...reached.get(folder)]
          .filter((other) => reached.get(other)?.has(folder))
          .sort()
          .join(' ⇄ '),
      ),
  );
  return [...groups];
}

/** Names that a module exports, `export *` followed. */
function exportsOf(file) {
  const program = ts.createProgram([file], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    noEmit: true,
  });
  const checker = program.getTypeChecker();
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).length;
}

const show = (file) => relative(root, file);
const longestOf = (files, lengthOf) => files.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];

const projects = ['apps', 'libs'].flatMap((group) =>
  readdirSync(join(root, group))
    .map((name) => join(root, group, name, 'src'))
    .filter(existsSync),
);
for (const src of projects) {
  const files = filesBelow(src).map(read);
  const folders = new Map();
  for (const each of files) folders.set(dirname(each.file), [...(folders.get(dirname(each.file)) ?? []), each]);
  const edges = new Map([...folders.keys()].map((folder) => [relative(src, folder) || '.', new Set()]));
  for (const { file, imports } of files)
    for (const target of imports) {
      const [from, to] = [dirname(file), dirname(target)].map((folder) => relative(src, folder) || '.');
      if (from !== to && edges.has(to)) edges.get(from).add(to);
    }
  const file = longestOf(files, ({ lines }) => lines);
  const owner = longestOf(files, ({ longest }) => longest.lines);
  const cycles = cyclesOf(edges);
  console.log(`\n${show(src)}: ${files.length} files, ${files.reduce((sum, { lines }) => sum + lines, 0)} lines`);
  console.log(
    `  files per folder: ${[...folders].map(([folder, { length }]) => `${relative(src, folder) || '.'} ${length}`).join(', ')}`,
  );
  console.log(`  longest file: ${show(file.file)}, ${file.lines} lines`);
  console.log(`  longest function: ${owner.longest.name} in ${show(owner.file)}, ${owner.longest.lines} lines`);
  console.log(`  cycles of folders: ${cycles.length}${cycles.map((cycle) => `\n    ${cycle}`).join('')}`);
  const front = join(src, 'index.ts');
  if (existsSync(front)) console.log(`  exports of index.ts: ${exportsOf(front)}`);
}
