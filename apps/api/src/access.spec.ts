import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
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

const create = (module: typeof CarefulModule | typeof ForgetfulModule): Promise<NestFastifyApplication> =>
  NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), Object.freeze({ logger: false }) as never);

describe('a route', () => {
  it('that does not say who may call it stops the boot and is named', async () => {
    const app = await create(ForgetfulModule);
    await expect(app.init()).rejects.toThrow('ForgetfulController.forgotten needs @Roles(...) or @Public()');
    await app.close();
  });

  it('with a role is closed to those who did not prove one, and a public one is open', async () => {
    const app = await create(CarefulModule);
    app.getHttpAdapter().getInstance().decorateRequest('caller', null);
    await app.init();
    expect(await app.inject({ url: '/open' })).toMatchObject({ statusCode: 200, body: 'open' });
    expect((await app.inject({ url: '/closed' })).body).not.toBe('closed');
    await app.close();
  });
});
