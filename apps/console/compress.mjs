// Build step: puts a smaller copy beside each file that browsers load, which the API sends as it is.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = fileURLToPath(new URL('dist/assets/', import.meta.url));
/** Bytes. Below it the headers weigh more than what is saved. */
const WORTH_IT = 1_024;

for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each))) {
  const path = join(folder, name);
  const content = readFileSync(path);
  if (content.length < WORTH_IT) continue;
  const size = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: size }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}
