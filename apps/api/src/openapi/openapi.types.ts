import type { OpenAPIObject } from '@nestjs/swagger';

// The types of a document's parts. The package only exports the type of the whole.

export type PathItem = OpenAPIObject['paths'][string];
export type OperationObject = NonNullable<PathItem['get']>;
export type ResponseObject = Exclude<OperationObject['responses'][string], Reference | undefined>;
export type HeadersObject = NonNullable<ResponseObject['headers']>;
export type MediaTypeObject = NonNullable<ResponseObject['content']>[string];
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
export type SchemaObject = Exclude<Schemas[string], Reference>;
export type Schema = SchemaObject | Reference;

export interface Reference {
  $ref: string;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/** Every call of a document. */
export function operationsOf(
  document: OpenAPIObject,
): { readonly path: string; readonly httpMethod: string; readonly operation: OperationObject }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((httpMethod) => {
      const operation = item[httpMethod];
      return operation === undefined ? [] : [{ path, httpMethod, operation }];
    }),
  );
}
