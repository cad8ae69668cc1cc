// `npm run docs`: writes docs/openapi.json, the types of the tests' client and docs/configuration.md from the code.
import { whenPrepared } from './prepared.mjs';

whenPrepared(async () => {
  const { writeReferenceFiles } = await import('../tests/dist/support/reference-files.js');
  for (const file of await writeReferenceFiles()) console.log(file);
});
