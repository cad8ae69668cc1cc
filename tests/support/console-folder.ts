import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A folder as the build of the console leaves it, with files whose content is known. */
export const CONSOLE_PAGE = `<!doctype html>
<html lang="en"><head><base href="/console/" /><script type="module" src="./assets/index-1a2b3c4d.js"></script></head></html>`;
export const CONSOLE_SCRIPT = `document.title = 'Console';`;

export function makeConsoleFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), CONSOLE_PAGE);
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const script = join(folder, 'assets', 'index-1a2b3c4d.js');
  writeFileSync(script, CONSOLE_SCRIPT);
  writeFileSync(`${script}.br`, brotliCompressSync(CONSOLE_SCRIPT));
  writeFileSync(`${script}.gz`, gzipSync(CONSOLE_SCRIPT));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
