import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PublicAddress } from '../auth/public-address.js';
import { sessionSecretOf } from '../auth/session-cookie.js';
import type { Sessions } from '../auth/sessions.js';
import { HTML, page } from '../http/page.js';

/** Where the build of apps/console puts its files, in a checkout and in the image. */
export const BUILT_CONSOLE = fileURLToPath(new URL('../../../console/dist', import.meta.url));

/** Files there have a hash of their content in their names. */
const HASHED = 'assets/';
const FILE_NAME = /^\w[\w.-]*$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';

/**
 * No script and no request leaves this origin. Styles may stand in the page, because mails are shown as they are, in
 * frames without scripts, which inherit this; so are their pictures, from wherever they come.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const NOT_BUILT = page(
  'The console is not built',
  `<h1>The console is not built</h1>
<p>Its files are missing. In a checkout, <code>npx nx build @booking/console</code> makes them, and so does <code>npm start</code>. Then load this page again.</p>
<p>The API works without them: <a href="/docs">every call</a>.</p>`,
);

interface ConsoleParts {
  /** Where its built files are. */
  readonly folder: string;
  readonly sessions: Sessions;
  readonly address: PublicAddress;
}

/**
 * Serves the console: the files of its build, and its one page at every other address below `/console/`. Who is not
 * signed in is sent to the sign-in page, and from there back to where they wanted to go.
 */
export function registerConsole(server: FastifyInstance, { folder, sessions, address }: ConsoleParts): void {
  // Relative, as every address here: a proxy may have put a path in front.
  server.get('/console', (_request, reply) => reply.redirect('console/'));
  // A scope of its own: others serve files in their own way.
  void server.register(async (scope) => {
    await scope.register(fastifyStatic, { root: folder, serve: false, preCompressed: true, cacheControl: false });

    scope.get<{ Params: { '*': string } }>('/console/*', async (request, reply) => {
      const path = request.params['*'];
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY);
      if (path.startsWith(HASHED)) return sendHashed(reply, path);
      if (await isFile(folder, path)) return reply.header('cache-control', ASK_AGAIN).sendFile(path);
      if (await mustSignIn(request, path)) return reply.redirect(signInAddress(request));
      return sendPage(request, reply);
    });
  });

  async function sendHashed(reply: FastifyReply, path: string): Promise<FastifyReply> {
    // A page of an older build asks for what is gone: that must not be remembered for a year.
    const isThere = FILE_NAME.test(path.slice(HASHED.length)) && (await exists(join(folder, path)));
    if (isThere) return reply.header('cache-control', FOR_EVER).sendFile(path);
    reply.callNotFound();
    return reply;
  }

  /**
   * Whether nobody is signed in. Who comes from another site does not show their cookie (`SameSite=Strict`): the page
   * itself finds out. So it does while the database is away.
   */
  async function mustSignIn(request: FastifyRequest, path: string): Promise<boolean> {
    if (path === 'sign-in' || request.headers['sec-fetch-site'] === 'cross-site') return false;
    const secret = sessionSecretOf(request, address);
    if (secret === undefined) return true;
    return sessions.find(secret).then(
      (session) => session === null,
      () => false,
    );
  }

  async function sendPage(request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const built = await readFile(join(folder, 'index.html'), 'utf8').catch(() => null);
    reply.headers({ 'content-type': HTML, 'cache-control': ASK_AGAIN });
    if (built === null) {
      reply.status(503);
      return NOT_BUILT;
    }
    return built.replace('<base href="/console/"', `<base href="${wayUp(request)}"`);
  }
}

/** Files that stand beside the page, such as its icon. Addresses of pages may look like files, and are not there. */
async function isFile(folder: string, path: string): Promise<boolean> {
  return path.includes('.') && FILE_NAME.test(path) && path !== 'index.html' && (await exists(join(folder, path)));
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The way from the address of a page to that of the console: `./`, or `../` for each level below it. */
function wayUp({ url }: FastifyRequest): string {
  const levels = pathOf(url).split('/').length - 3;
  return levels === 0 ? './' : '../'.repeat(levels);
}

function signInAddress(request: FastifyRequest): string {
  const to = request.url.slice('/console'.length);
  return `${wayUp(request)}sign-in${to === '/' ? '' : `?to=${encodeURIComponent(to)}`}`;
}

const pathOf = (url: string): string => url.split('?')[0] ?? '';
