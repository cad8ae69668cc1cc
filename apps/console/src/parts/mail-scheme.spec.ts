import { expect, it } from '@jest/globals';
import { inScheme } from './mail-scheme.js';

const MAIL = `<html><head><meta name="color-scheme" content="light dark"><style>:root { color-scheme: light dark; }
@media (prefers-color-scheme: dark) { .a { color: #fff } }</style></head><body>light dark</body></html>`;

it('a mail is shown as in a dark mail program', () => {
  const dark = inScheme(MAIL, 'dark');
  expect(dark).toContain('@media (min-width: 0) {');
  expect(dark).toContain('<meta name="color-scheme" content="dark">');
  expect(dark).toContain(':root { color-scheme: dark; }');
  expect(dark).toContain('<body>light dark</body>');
});

it('a mail is shown as in a light mail program, whatever the browser looks like', () => {
  const light = inScheme(MAIL, 'light');
  expect(light).toContain('@media (max-width: 0) {');
  expect(light).toContain(':root { color-scheme: light; }');
});

it('links of a mail open nothing from the preview', () => {
  expect(inScheme(MAIL, 'light')).toContain('<head><base target="_blank">');
  expect(inScheme('<p>x</p>', 'light')).toMatch(/^<base target="_blank">.*<p>x<\/p>$/);
});
