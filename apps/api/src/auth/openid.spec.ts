import { describe, expect, it } from '@jest/globals';
import { consoleRoleOf } from './openid.js';

describe('the role of somebody who signs in by their account', () => {
  it.each<[string, object, string, string | null]>([
    ['a text', { roles: 'staff' }, 'roles', 'staff'],
    ['a list', { roles: ['other', 'admin'] }, 'roles', 'admin'],
    ['several in a text', { roles: 'viewer staff' }, 'roles', 'staff'],
    ['both, of which the greater counts', { roles: ['admin', 'staff'] }, 'roles', 'admin'],
    ['a list within another claim', { realm_access: { roles: ['staff'] } }, 'realm_access.roles', 'staff'],
    ['a claim with dots in its name', { 'https://shop.example/roles': 'staff' }, 'https://shop.example/roles', 'staff'],
    ['a longer word', { roles: 'administrator staff-of-others' }, 'roles', null],
    ['no role of ours', { roles: ['user', 'service'] }, 'roles', null],
    ['a number', { roles: 7 }, 'roles', null],
    ['nothing', {}, 'roles', null],
    ['nothing on the way', { realm_access: null }, 'realm_access.roles', null],
    ['what every object has', {}, 'constructor.name', null],
  ])('is read from %s', (_, claims, path, role) => {
    expect(consoleRoleOf(claims as Record<string, unknown>, path)).toBe(role);
  });
});
