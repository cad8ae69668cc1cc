import { parseArgs } from 'node:util';
import { startFakeProvider } from './fake-provider.js';

/**
 * The fake as a process of its own: `--port 8025 --log accepts.jsonl --no-content`.
 * Steer it over HTTP: GET /__accepted, GET /__status, POST /__script (a behaviour, or a list of them), POST /__clear.
 */
const { values } = parseArgs({
  options: { port: { type: 'string' }, log: { type: 'string' }, 'no-content': { type: 'boolean' } },
});
const fake = await startFakeProvider({
  port: Number(values.port ?? 0),
  keepContent: values['no-content'] !== true,
  ...(values.log === undefined ? {} : { logFile: values.log }),
});
console.log(`SENDGRID_BASE_URL=${fake.url} TWILIO_BASE_URL=${fake.url}`);

const stop = (): void => {
  const count = (channel: string): number => fake.accepted.filter((record) => record.channel === channel).length;
  console.log(`requests ${fake.requests}, accepted: email ${count('email')}, sms ${count('sms')}`);
  void fake.close();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
