import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfig, SETTINGS } from '@booking/notifications-core';
import { repositoryRoot } from './environment.js';

const example = parseEnv(readFileSync(join(repositoryRoot, '.env.example'), 'utf8'));

describe('.env.example', () => {
  it('names every setting with its default', () => {
    const defaults = Object.entries(SETTINGS).map(([name, setting]) => [
      name,
      'fallback' in setting ? setting.fallback : '',
    ]);
    expect(example).toEqual(Object.fromEntries(defaults));
  });

  it('changes nothing when it is copied as it is', () => {
    expect(readConfig(example)).toEqual(readConfig({}));
  });
});
