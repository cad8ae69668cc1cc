import { startTestServices } from '../support/services.js';

/** Runs a measurement on Postgres and Redis servers that it brings up, as durable as in production, and ends again. */
export async function onServices(measure: () => Promise<void>): Promise<void> {
  const services = await startTestServices(process.env, (line) => console.log(line), { durable: true });
  Object.assign(process.env, services.environment);
  try {
    await measure();
  } finally {
    await services.stop();
  }
}
