import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';

const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** Bytes that may wait for a reader. One who is further behind is dropped, and asks again. */
const MOST_WAITING = 64 * 1024;
/** Milliseconds after which a browser connects again. */
const RETRY_MS = 3_000;

/** One reader of server-sent events. */
export interface EventStream {
  /** Sends JSON, one event for each. */
  send(events: readonly object[]): void;
  /** Keeps the connection open through proxies. */
  beat(): void;
  end(): void;
}

/**
 * Begins a stream on this answer.
 * @param onEnd called once, however it ends.
 */
export function openEventStream(reply: FastifyReply, onEnd: () => void): EventStream {
  const stream = new PassThrough();
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    stream.end();
    onEnd();
  };
  const write = (text: string): void => {
    if (ended) return;
    stream.write(text);
    if (stream.writableLength + reply.raw.writableLength <= MOST_WAITING) return;
    end();
    reply.raw.destroy();
  };
  reply.raw.on('close', end);
  // Who has left already does not leave again. Not at once: the caller has no stream yet.
  if (reply.raw.destroyed) queueMicrotask(end);
  void reply.headers({ 'content-type': EVENT_STREAM, 'x-accel-buffering': 'no' }).send(stream);
  // The id comes back when a browser connects again.
  write(`retry: ${RETRY_MS}\nid: 0\n\n`);
  return {
    send: (events) => write(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')),
    beat: () => write(': alive\n\n'),
    end,
  };
}
