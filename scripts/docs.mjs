// `npm run docs`: writes docs/openapi.json, the types of the tests' client and docs/configuration.md from the code.
import { checkNode } from './node-version.mjs';

checkNode();

import('./setup.mjs')
  .then(async ({ prepare, fail }) => {
    await prepare().catch(fail);
    const { writeReferenceFiles } = await import('../tests/dist/support/reference-files.js');
    for (const file of await writeReferenceFiles()) console.log(file);
    process.exit(0);
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
