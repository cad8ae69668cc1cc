// Build step: writes dist/openapi-metadata.js, what the Swagger plugin reads from the types and comments of
// controllers and DTOs. SWC compiles file by file and knows no types, so the plugin runs here, beside it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ReadonlyVisitor } from '@nestjs/swagger/plugin';
import ts from 'typescript';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const visitor = new ReadonlyVisitor({
  pathToSource: here('src'),
  introspectComments: true,
  esmCompatible: true,
  dtoFileNameSuffix: ['.dto.ts'],
});
const program = ReadonlyVisitor.createTsProgram(here('tsconfig.json'));
for (const file of program.getSourceFiles())
  if (!file.isDeclarationFile && file.fileName.startsWith(here('src'))) visitor.visit(program, file);

const { factory } = ts;
const metadata = factory.createObjectLiteralExpression(
  Object.entries(visitor.collect()).map(([key, entries]) =>
    factory.createPropertyAssignment(
      key,
      factory.createArrayLiteralExpression(
        entries.map(([source, meta]) => factory.createArrayLiteralExpression([source, literal(meta)])),
      ),
    ),
  ),
);

function literal(value) {
  if (Array.isArray(value)) return factory.createArrayLiteralExpression(value.map(literal));
  // Nodes of the plugin are kept; plain objects become literals.
  if (value !== null && typeof value === 'object' && !('kind' in value))
    return factory.createObjectLiteralExpression(
      Object.entries(value).map(([key, each]) =>
        factory.createPropertyAssignment(factory.createStringLiteral(key), literal(each)),
      ),
    );
  if (typeof value === 'string') return factory.createStringLiteral(value);
  return value;
}

const print = (node) =>
  ts.createPrinter().printNode(ts.EmitHint.Unspecified, node, ts.createSourceFile('', '', ts.ScriptTarget.ES2023));
const imports = Object.entries(visitor.typeImports).map(([key, source]) => `  t[${JSON.stringify(key)}] = ${source};`);

const source = `export default async () => {
  const t = {};
${imports.join('\n')}
  return { '@nestjs/swagger': ${print(metadata)} };
};
`;
writeFileSync(here('dist/openapi-metadata.js'), source);
