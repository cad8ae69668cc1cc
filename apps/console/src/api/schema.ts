/** The API's description as types: made by `npm run docs`, as docs/openapi.json is. */
export type { components, operations, paths } from '../../../../docs/openapi.js';
