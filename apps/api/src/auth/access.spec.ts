import 'reflect-metadata';
import { Controller, Get, Module, type NestApplicationOptions } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { describe, expect, it } from '@jest/globals';
import { AccessGuard, Public, Roles } from './access.js';

@Controller()
class CarefulController {
  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }

  @Get('closed')
  @Roles('user')
  closed(): string {
    return 'closed';
  }
}

@Controller()
class ForgetfulController {
  @Get('forgotten')
  forgotten(): string {
    return 'forgotten';
  }
}

const guard = { provide: APP_GUARD, useClass: AccessGuard };

@Module({ imports: [DiscoveryModule], controllers: [CarefulController], providers: [guard] })
class CarefulModule {}

@Module({ imports: [DiscoveryModule], controllers: [CarefulController, ForgetfulController], providers: [guard] })
class ForgetfulModule {}

const options: Pick<NestApplicationOptions, 'logger' | 'abortOnError'> = { logger: false, abortOnError: false };

const create = (module: typeof CarefulModule | typeof ForgetfulModule): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), options);

describe('a route', () => {
  it('without a rule who may call it stops the boot, which names it', async () => {
    const app = await create(ForgetfulModule);
    await expect(app.init()).rejects.toThrow('ForgetfulController.forgotten needs @Roles(...) or @Public()');
    await app.close();
  });

  it('with a role needs a caller with that role, and a public one needs none', async () => {
    const app = await create(CarefulModule);
    const server = app.getHttpAdapter().getInstance();
    server.decorateRequest('caller', null);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const open = await fetch(`${url}/open`);
    expect([open.status, await open.text()]).toEqual([200, 'open']);
    const closed = await fetch(`${url}/closed`);
    expect(closed.status).not.toBe(200);
    expect(await closed.text()).not.toBe('closed');
    await app.close();
  });
});
