import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { API_URL } from './base.js';

/** The first word of the key of everything that a page reads, by what the stream says has changed. */
const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  notification: ['notifications', 'appointments', 'analytics', 'status'],
  message: ['messages'],
  appointment: ['appointments', 'notifications'],
  template: ['templates'],
  suppression: ['suppressions', 'people'],
  recipient: ['people'],
  status: ['status'],
};
/** Changes that come close together are one reason to read again. */
const GATHER_MS = 300;
/** Where the stream is away, pages look again now and then. */
const LOOK_AGAIN_MS = 15_000;

/** Keeps what is on the page as it is on the server, without a reload. Stands once, in the frame. */
export function LiveChanges() {
  const queries = useQueryClient();
  useEffect(() => follow(queries), [queries]);
  return null;
}

function follow(queries: QueryClient): () => void {
  const stream = new EventSource(`${API_URL}/api/v2/stream`, { withCredentials: true });
  let waiting = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const read = (): void => {
    timer = undefined;
    for (const key of waiting) void queries.invalidateQueries({ queryKey: [key] });
    waiting = new Set();
  };
  const note = (keys: readonly string[]): void => {
    for (const key of keys) waiting.add(key);
    timer ??= setTimeout(read, GATHER_MS);
  };
  const noteAll = (): void => note(Object.values(KEYS_OF).flat());

  stream.onmessage = ({ data }: MessageEvent<string>) => note(keysOf(data));
  // What changed while it was away is not told.
  stream.onopen = noteAll;
  const away = setInterval(() => {
    if (stream.readyState !== EventSource.OPEN) noteAll();
  }, LOOK_AGAIN_MS);

  return () => {
    stream.close();
    clearTimeout(timer);
    clearInterval(away);
  };
}

/** A word that is not known means that anything may have changed. */
function keysOf(data: string): readonly string[] {
  const { type } = JSON.parse(data) as { readonly type?: unknown };
  return KEYS_OF[String(type)] ?? Object.values(KEYS_OF).flat();
}
