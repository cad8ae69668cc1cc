// `node --import`ed into a process that is to die when it sends these words anywhere: to a provider or to Postgres.
import { Buffer } from 'node:buffer';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

const { POISON } = process.env;

Socket.prototype.write = function write(chunk, ...rest) {
  // As when memory runs out: nothing is said and nothing is cleaned up.
  if (Buffer.from(chunk).includes(POISON)) process.kill(process.pid, 'SIGKILL');
  return Writable.prototype.write.call(this, chunk, ...rest);
};
