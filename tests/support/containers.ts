import { randomBytes } from 'node:crypto';
import {
  GenericContainer,
  ImageName,
  Wait,
  getContainerRuntimeClient,
  getReaper,
  type ContainerRuntimeClient,
  type StartedTestContainer,
} from 'testcontainers';

/** Postgres and Redis in containers of their own, for as long as a test run lasts. */
export interface Containers {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Ends and removes both with their data. Calling it again changes nothing. */
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;
const PROBE_EVERY_MS = 250;

/**
 * Starts both in parallel and resolves when both answer.
 *
 * Images: TEST_POSTGRES_IMAGE (default `postgres:18-alpine`) and TEST_REDIS_IMAGE (default
 * `redis:8-alpine`); a machine that can pull none makes its own with `docker/test-images/build.sh`.
 * Passwords are new each time, and the ports are open on loopback only when the engine is local.
 *
 * @throws when no engine answers, an image cannot be had or a service does not come up within two
 * minutes, saying what to do. Whatever had started by then is removed.
 */
export async function startContainers(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Containers> {
  const engine = await connectToEngine();
  await startReaper(engine);
  const password = randomBytes(18).toString('hex');
  const starting = await Promise.allSettled([
    startService(engine, postgres(environment['TEST_POSTGRES_IMAGE'] ?? 'postgres:18-alpine', password)),
    startService(engine, redis(environment['TEST_REDIS_IMAGE'] ?? 'redis:8-alpine', password)),
  ]);
  const [database, queue] = starting;
  if (database.status === 'rejected' || queue.status === 'rejected') {
    await stopAll(starting.flatMap((service) => (service.status === 'fulfilled' ? [service.value] : [])));
    throw database.status === 'rejected' ? database.reason : (queue as PromiseRejectedResult).reason;
  }
  let stopped: Promise<void> | undefined;
  return {
    databaseUrl: `postgres://booking:${password}@${address(database.value, 5432)}/booking`,
    redisUrl: `redis://:${password}@${address(queue.value, 6379)}`,
    stop: () => (stopped ??= stopAll([database.value, queue.value])),
  };
}

function postgres(image: string, password: string): ServiceContainer {
  return (
    new ServiceContainer(image, 5432)
      .withEnvironment({ POSTGRES_USER: 'booking', POSTGRES_PASSWORD: password, POSTGRES_DB: 'booking' })
      // No test outlives the machine, so nothing need reach the disk. `synchronous_commit` stays on:
      // a server killed in the middle of a test must still know what it had confirmed.
      .withCommand(['postgres', '-c', 'fsync=off', '-c', 'full_page_writes=off', '-c', 'max_connections=200'])
      .withSharedMemorySize(256 * 1024 * 1024)
      // Over TCP: the official image answers on its Unix socket while it is still setting up.
      .withProbe('pg_isready --host 127.0.0.1 --username booking --dbname booking')
  );
}

function redis(image: string, password: string): ServiceContainer {
  return new ServiceContainer(image, 6379)
    .withEnvironment({ REDISCLI_AUTH: password })
    .withCommand(['redis-server', '--requirepass', password, '--maxmemory-policy', 'noeviction', '--save', ''])
    .withProbe('redis-cli ping | grep PONG');
}

class ServiceContainer extends GenericContainer {
  private containerId: string | undefined;

  constructor(
    readonly image: string,
    private readonly port: number,
  ) {
    super(image);
    this.withExposedPorts(port).withStartupTimeout(START_TIMEOUT_MS);
  }

  withProbe(command: string): this {
    // No start period: engines from 25 on probe only every 5 s during it.
    return this.withHealthCheck({
      test: ['CMD-SHELL', command],
      interval: PROBE_EVERY_MS,
      timeout: 5_000,
      retries: START_TIMEOUT_MS / PROBE_EVERY_MS,
    }).withWaitStrategy(Wait.forHealthCheck());
  }

  /** For the one case that Testcontainers leaves behind: a container that exits before its port is open. */
  async removeFrom(engine: ContainerRuntimeClient): Promise<void> {
    if (this.containerId === undefined) return;
    // Fails when Testcontainers has removed it already, which is what is wanted.
    await engine.container
      .getById(this.containerId)
      .remove({ force: true, v: true })
      .catch(() => undefined);
  }

  protected override containerCreated(id: string): Promise<void> {
    this.containerId = id;
    return Promise.resolve();
  }

  /** Testcontainers publishes on every interface of the machine by itself. */
  publishOnLoopback(): void {
    this.hostConfig.PortBindings = { [`${this.port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: '0' }] };
  }
}

async function connectToEngine(): Promise<ContainerRuntimeClient> {
  try {
    return await getContainerRuntimeClient();
  } catch (cause) {
    throw new Error(
      'No Docker engine answers: start Docker or point DOCKER_HOST at one, or unset TEST_CONTAINERS to test without containers',
      { cause },
    );
  }
}

/** The reaper removes what a killed test run leaves behind; its image is the third that is pulled. */
async function startReaper(engine: ContainerRuntimeClient): Promise<void> {
  try {
    await getReaper(engine);
  } catch (cause) {
    throw new Error(
      `Testcontainers' reaper could not be started (${messageOf(cause)}): where its image cannot be pulled, set TESTCONTAINERS_RYUK_DISABLED=true`,
      { cause },
    );
  }
}

async function startService(engine: ContainerRuntimeClient, service: ServiceContainer): Promise<StartedTestContainer> {
  await ensureImage(engine, service.image);
  if (isLocal(engine)) service.publishOnLoopback();
  try {
    return await service.start();
  } catch (cause) {
    await service.removeFrom(engine);
    throw new Error(
      `The container of ${service.image} did not come up (${messageOf(cause)}): run it by hand with \`docker run\` to see its log, or try with DEBUG=testcontainers*`,
      { cause },
    );
  }
}

async function ensureImage(engine: ContainerRuntimeClient, image: string): Promise<void> {
  const name = ImageName.fromString(image);
  let cause: unknown;
  try {
    // A pull that breaks off half-way resolves all the same, so only the second look is proof.
    if (!(await engine.image.exists(name))) await engine.image.pull(name);
    if (await engine.image.exists(name)) return;
  } catch (error) {
    cause = error;
  }
  throw new Error(
    `The image ${image} is not here and cannot be pulled${cause === undefined ? '' : ` (${messageOf(cause)})`}: pull or load it, name another in TEST_POSTGRES_IMAGE or TEST_REDIS_IMAGE, or make both with docker/test-images/build.sh`,
    { cause },
  );
}

async function stopAll(services: readonly StartedTestContainer[]): Promise<void> {
  const stopping = await Promise.allSettled(services.map((service) => service.stop({ removeVolumes: true })));
  const failures = stopping.flatMap((service) => (service.status === 'rejected' ? [service.reason as unknown] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, 'A test container could not be removed: look for it with `docker ps --all`');
}

const isLocal = (engine: ContainerRuntimeClient): boolean => engine.info.containerRuntime.host === 'localhost';

/** Published on IPv4 loopback only, where `localhost` may mean `::1` first. */
function address(service: StartedTestContainer, port: number): string {
  const host = service.getHost();
  return `${host === 'localhost' ? '127.0.0.1' : host}:${service.getMappedPort(port)}`;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
