import { describe, expect, it } from '@jest/globals';
import { assertPortFree } from './ports.js';

describe('a HOST that nobody can listen on', () => {
  it.each(['no-such-host.invalid', '192.0.2.1'])('is named: %s', async (host) => {
    await expect(assertPortFree('API_PORT', 65_000, host)).rejects.toThrow('HOST is not an address of this machine');
  });
});
