import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type Schema, type SchemaObject } from './openapi.types.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/**
 * Adds to every schema what a TypeScript type cannot say, by the `@example` of the field. A whole number means an
 * integer. A UUID or an instant in UTC sets the format. `example` becomes the `examples` of OpenAPI 3.1.
 */
export function refineSchemas(document: OpenAPIObject): void {
  Object.values(document.components?.schemas ?? {}).forEach(refine);
  for (const { operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if ('$ref' in parameter || parameter.schema === undefined || '$ref' in parameter.schema) continue;
      if (parameter.example !== undefined)
        parameter.schema = { ...parameter.schema, example: parameter.example as unknown };
      delete parameter.example;
      refine(parameter.schema);
    }
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    for (const body of bodies)
      if (body !== undefined && 'content' in body)
        for (const { schema } of Object.values(body.content ?? {})) if (schema !== undefined) refine(schema);
  }
}

function refine(schema: Schema): void {
  if ('$ref' in schema) return;
  if ('example' in schema) {
    schema.examples = [schema.example];
    delete schema.example;
  }
  const [example] = Array.isArray(schema.examples) ? (schema.examples as unknown[]) : [];
  refineByExample(schema, example);
  const { items, additionalProperties } = schema;
  if (items !== undefined) {
    refine(items);
    if (Array.isArray(example) && !('$ref' in items)) refineByExample(items, example[0]);
  }
  if (typeof additionalProperties === 'object') refine(additionalProperties);
  for (const part of [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.allOf ?? []),
  ])
    refine(part);
}

function refineByExample(schema: SchemaObject, example: unknown): void {
  if (Number.isInteger(example)) schema.type = exchanged(schema.type, 'number', 'integer');
  if (typeof example !== 'string' || schema.format !== undefined) return;
  if (UUID.test(example)) schema.format = 'uuid';
  else if (INSTANT.test(example)) schema.format = 'date-time';
}

/** `number`, or `number` among others such as `null`. */
function exchanged<T extends string | string[] | undefined>(type: T, from: string, to: string): T | string | string[] {
  if (Array.isArray(type)) return type.map((each) => (each === from ? to : each));
  return type === from ? to : type;
}
