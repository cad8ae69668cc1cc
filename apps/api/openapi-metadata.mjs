// Build step: writes dist/openapi-metadata.js, what the Swagger plugin reads from the types and comments of
// controllers and DTOs. SWC compiles file by file and knows no types, so the plugin runs here, beside it.
// It reads the DTOs of the core too: the core itself knows nothing of Swagger.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import ts from 'typescript';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const CORE = here('../../libs/notifications-core/src/');
const isOwn = ({ fileName }) => fileName.startsWith(here('src/'));
const isDtoOfCore = ({ fileName }) => fileName.startsWith(CORE) && fileName.endsWith('.dto.ts');

const visitor = new ReadonlyVisitor({
  pathToSource: here('src'),
  introspectComments: true,
  esmCompatible: true,
  dtoFileNameSuffix: ['.dto.ts'],
});
const program = ReadonlyVisitor.createTsProgram(here('tsconfig.json'));
for (const source of program.getSourceFiles()) if (isOwn(source) || isDtoOfCore(source)) visitor.visit(program, source);

/** What each controller is about, from the comment above its class: the plugin reads only those of its methods. */
const tags = {};
for (const source of program.getSourceFiles().filter(({ fileName }) => fileName.endsWith('.controller.ts')))
  for (const node of source.statements.filter(ts.isClassDeclaration)) {
    const comment = node.jsDoc?.at(-1)?.comment;
    if (node.name && comment) tags[node.name.text] = ts.getTextOfJSDocComment(comment).replaceAll('\n', ' ');
  }

const { factory } = ts;
const { models, controllers } = visitor.collect();

/** Answers are named by `@ApiOkResponse`: the types that handlers return live in the core, which has no models. */
const withoutType = (node) =>
  ts.isObjectLiteralExpression(node)
    ? factory.createObjectLiteralExpression(node.properties.filter(({ name }) => name?.text !== 'type'))
    : node;

/** The plugin's own nodes are kept, plain objects around them become literals. */
function literal(value, change) {
  if (typeof value === 'string') return factory.createStringLiteral(value);
  if (Array.isArray(value)) return factory.createArrayLiteralExpression(value.map((each) => literal(each, change)));
  if ('kind' in value) return change(value);
  return factory.createObjectLiteralExpression(
    Object.entries(value).map(([key, each]) =>
      factory.createPropertyAssignment(factory.createStringLiteral(key), literal(each, change)),
    ),
  );
}

const file = ts.createSourceFile('', '', ts.ScriptTarget.ES2023);
const print = (value, change = (node) => node) =>
  ts.createPrinter().printNode(ts.EmitHint.Unspecified, literal(value, change), file);
const imports = Object.entries(visitor.typeImports)
  .filter(([path]) => path.startsWith('./') || path.endsWith('.dto.js'))
  .map(([path, source]) => `  t[${JSON.stringify(path)}] = ${source};`);

/** The plugin knows files; the core is imported by its front door. */
const byFrontDoor = (text) =>
  text.replaceAll(
    /\bimport\("[./]*\/libs\/notifications-core\/src\/[^"]+"\)/g,
    'import("@booking/notifications-core")',
  );

writeFileSync(
  here('dist/openapi-metadata.js'),
  byFrontDoor(`export const tags = ${JSON.stringify(tags)};
export default async () => {
  const t = {};
${imports.join('\n')}
  return { '@nestjs/swagger': { models: ${print(models)}, controllers: ${print(controllers, withoutType)} } };
};
`),
);
