import { fastify } from 'fastify';
import { describe, expect, it } from '@jest/globals';
import { RouteTable } from './route-table.js';

describe('the methods of a path', () => {
  const server = fastify();
  const routes = new RouteTable(server);
  server.get('/history', () => 'list');
  server.get('/history/:id', () => 'one');
  server.delete('/history/:id', () => 'gone');
  server.get('/docs/*', () => 'file');

  it.each([
    ['/history', ['GET', 'HEAD']],
    ['/history?limit=1', ['GET', 'HEAD']],
    ['/history/17', ['DELETE', 'GET', 'HEAD']],
    ['/history/', []],
    ['/history/17/more', []],
    ['/docs/a.css', []],
    ['/', []],
  ])('are right for %s', (url, methods) => {
    expect(routes.methodsAt(url)).toEqual(methods);
  });
});
