import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@booking/local-stack';
import { configurationReference } from '@booking/notifications-core';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { startApi } from './processes.js';

/** A committed file that is made from the code. */
export interface ReferenceFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What the committed files must hold when the API serves this document. */
export async function referenceFiles(document: OpenAPI3): Promise<ReferenceFile[]> {
  const types = astToString(await openapiTS(structuredClone(document)));
  return [
    { path: 'docs/openapi.json', text: `${JSON.stringify(document, null, 2)}\n` },
    { path: 'docs/openapi.d.ts', text: `// Made by \`npm run docs\` from docs/openapi.json.\n\n${types}` },
    { path: 'docs/configuration.md', text: configurationReference() },
  ];
}

export const committed = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

/** Writes them all, from the document that a built API serves; returns their paths. */
export async function writeReferenceFiles(): Promise<string[]> {
  // It needs neither Postgres nor Redis to describe itself.
  const api = await startApi({ DATABASE_URL: 'postgres://127.0.0.1:9/none' }, { healthy: false });
  try {
    const document = (await (await fetch(`${api.url}/openapi.json`)).json()) as OpenAPI3;
    const files = await referenceFiles(document);
    for (const { path, text } of files) writeFileSync(join(repositoryRoot, path), text);
    return files.map(({ path }) => path);
  } finally {
    await api.stop();
  }
}
