// How a booking service tells Booking Notifications what happened. Copy it; it needs Node 20 and nothing else.
import { setTimeout as wait } from 'node:timers/promises';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;

/**
 * Posts one CloudEvent and returns the answer: what was planned, and what was skipped and why.
 * The same event may be posted any number of times, so everything that may pass is tried again with the same id:
 * no connection, 429 and 5xx. A 4xx is a mistake that no repetition mends: it is thrown, with the fields it names.
 *
 * @param {object} event as in the README; give it an `id` that stays the same however often you post it.
 * @param {{ url: string, token: string, tries?: number }} to where the API is, and a token with role `service`.
 */
export async function tellNotifications(event, { url, token, tries = 8 }) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/api/v2/booking-events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(10_000),
    }).catch((error) => ({ ok: false, status: 0, error }));
    if (response.ok) return response.json();

    const mayPass = response.status === 0 || response.status === 429 || response.status >= 500;
    if (!mayPass || attempt >= tries) throw await failure(response);
    const asked = Number(response.headers?.get('retry-after') ?? 0) * 1_000;
    const own = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
    await wait(Math.max(asked, own));
  }
}

async function failure(response) {
  if (response.status === 0)
    return new Error('Booking Notifications cannot be reached: keep the event and post it later', {
      cause: response.error,
    });
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map(({ field, message }) => `${field} ${message}`).join('; ');
  return new Error(`Booking event refused (${response.status}): ${fields || problem.detail || 'no detail'}`);
}
