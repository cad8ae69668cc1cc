import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

/** A folder as the build of the console leaves it, with files whose content is known. */
export const CONSOLE_PAGE = `<!doctype html>
<html lang="en"><head><base href="/console/" /><script type="module" src="./assets/index-1a2b3c4d.js"></script></head></html>`;
export const CONSOLE_SCRIPT = `document.title = 'Console';`;

/** Stands beside the folder, in `package.json`: nobody may read it. */
export const BESIDE_CONSOLE = '{"name":"not of the console"}';

export function makeConsoleFolder(): { readonly folder: string; remove(): void } {
  const around = mkdtempSync(join(tmpdir(), 'console-'));
  writeFileSync(join(around, 'package.json'), BESIDE_CONSOLE);
  const folder = join(around, 'dist');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), CONSOLE_PAGE);
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const script = join(folder, 'assets', 'index-1a2b3c4d.js');
  writeFileSync(script, CONSOLE_SCRIPT);
  writeFileSync(`${script}.br`, brotliCompressSync(CONSOLE_SCRIPT));
  writeFileSync(`${script}.gz`, gzipSync(CONSOLE_SCRIPT));
  return { folder, remove: () => rmSync(around, { recursive: true, force: true }) };
}
