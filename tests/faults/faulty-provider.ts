import type { Behaviour, FakeRequest } from '../support/fake-provider.js';

/** What may be the matter with a provider for a while. */
export const TROUBLES = [
  ...['429', '503', 'reset before accepting', 'accept then reset', 'accept then never answer'],
  ...['accept then drip a byte a second', 'accept then truncate', '401'],
] as const;
export type Trouble = (typeof TROUBLES)[number];

export interface FaultyProvider {
  readonly decide: (request: FakeRequest) => Behaviour;
  /** From now on. `null`: all is well. */
  trouble: Trouble | null;
}

const FINE: Behaviour = { delayMs: 20 };
/** Answers that are clear. All others are uncertain. */
const REFUSALS: Partial<Record<Trouble, Behaviour>> = {
  '429': { status: 429, headers: { 'retry-after': '2' }, body: '{}' },
  '503': { status: 503, body: 'try later' },
  '401': { status: 401, headers: { 'content-type': 'application/json' }, body: { code: 20003, errors: [] } },
};

/**
 * A provider that is in trouble now and then. Each message meets an uncertain answer once at most: a second one would end
 * it, as it should.
 */
export function createFaultyProvider(): FaultyProvider {
  const met = new Set<string>();
  const provider: FaultyProvider = {
    trouble: null,
    decide: ({ notificationId: id }) => {
      const { trouble } = provider;
      if (trouble === null) return FINE;
      const refusal = REFUSALS[trouble];
      if (refusal !== undefined) return refusal;
      if (id === null || met.has(id)) return FINE;
      met.add(id);
      return trouble as Behaviour;
    },
  };
  return provider;
}
