import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type MediaTypeObject, type Schema, type SchemaObject, type Schemas } from './openapi.types.js';

const AN_INSTANT = '2026-11-22T10:00:00.000Z';

/**
 * Gives every body an example, made from the examples of its fields, unless the route has its own. A request shows all
 * possible fields, an answer those that are always there.
 */
export function addExamples(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  for (const { operation } of operationsOf(document)) {
    const { requestBody, responses } = operation;
    if (requestBody !== undefined && 'content' in requestBody)
      for (const media of Object.values(requestBody.content)) addExample(media, schemas, 'all');
    for (const response of Object.values(responses))
      if (response !== undefined && 'content' in response)
        for (const media of Object.values(response.content ?? {})) addExample(media, schemas, 'required');
  }
}

function addExample(media: MediaTypeObject, schemas: Schemas, fields: 'all' | 'required'): void {
  if (media.example !== undefined || media.examples !== undefined || media.schema === undefined) return;
  const example = exampleOf(media.schema, schemas, fields);
  if (example !== undefined) media.example = example;
}

/** The example of a schema. `undefined`: the schema has none to make it from. */
export function exampleOf(schema: Schema, schemas: Schemas, fields: 'all' | 'required'): unknown {
  if ('$ref' in schema) {
    const referred = schemas[schema.$ref.replace('#/components/schemas/', '')];
    return referred && exampleOf(referred, schemas, fields);
  }
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  const types = [schema.type].flat();
  if (types.includes('null')) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  const [first] = [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])];
  if (first !== undefined) return exampleOf(first, schemas, fields);
  if (types.includes('array')) return schema.items === undefined ? [] : [exampleOf(schema.items, schemas, fields)];
  if (types.includes('object')) return exampleOfObject(schema, schemas, fields);
  if (types.includes('boolean')) return true;
  return schema.format === 'date-time' ? AN_INSTANT : undefined;
}

function exampleOfObject(schema: SchemaObject, schemas: Schemas, fields: 'all' | 'required'): object {
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name]) => fields === 'all' || schema.required?.includes(name),
  );
  return Object.fromEntries(shown.map(([name, each]) => [name, exampleOf(each, schemas, fields)]));
}
