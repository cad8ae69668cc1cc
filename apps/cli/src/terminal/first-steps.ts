import { randomUUID } from 'node:crypto';
import { bold, dim, line } from './terminal.js';

export interface FirstSteps {
  readonly apiUrl: string;
  /** `undefined` when an identity provider issues the tokens. */
  readonly token: string | undefined;
  readonly tokenTtl: string;
  /** Whether messages are captured instead of sent, on at least one channel. */
  readonly sandbox: boolean;
  readonly logs: string;
}

/** Prints the commands that a newcomer wants to paste next. */
export function printFirstSteps({ apiUrl, token, tokenTtl, sandbox, logs }: FirstSteps): void {
  const authorization = `-H 'Authorization: Bearer ${token ?? 'TOKEN'}'`;
  line();
  line(`${bold('API')}    ${apiUrl}   ${dim(`reference: ${apiUrl}/docs`)}`);
  line(`${bold('Logs')}   ${logs}/api.log, ${logs}/worker.log`);
  line();
  if (token === undefined)
    line(dim('Tokens come from your identity provider (JWT_JWKS_URL): put one in place of TOKEN.'));
  else {
    line(bold(`Admin token`) + dim(` (${tokenTtl})`));
    line(token);
  }
  line();
  line(bold('Post a sample booking'));
  line(
    [
      `curl -sS ${apiUrl}/api/v2/booking-events \\`,
      `  ${authorization} \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d '${JSON.stringify(sampleBooking(new Date()), null, 2).replaceAll('\n', '\n  ')}'`,
    ].join('\n'),
  );
  line();
  if (sandbox) {
    line(bold('Read the captured messages') + dim(' (no provider is set: nothing leaves this machine)'));
    line(`curl -sS ${apiUrl}/api/v2/sandbox/messages \\\n  ${authorization}`);
  } else {
    line(dim('No channel is in sandbox: messages go to the real providers, or wait until one is configured.'));
    line(`curl -sS '${apiUrl}/api/v2/notifications/history?user_id=*' \\\n  ${authorization}`);
  }
  line();
}

const DAYS_AHEAD = 3;

/** A new booking each time, at 14:00 in New York, far enough ahead for both default reminders. */
export function sampleBooking(now: Date): Record<string, unknown> {
  const id = randomUUID().slice(0, 8);
  const day = new Date(now.getTime() + DAYS_AHEAD * 86_400_000).toISOString().slice(0, 10);
  return {
    specversion: '1.0',
    id: `evt-${id}`,
    source: '/booking-service',
    type: 'booking.created',
    data: {
      appointment: {
        id: `apt-${id}`,
        starts_at: `${day}T14:00:00`,
        timezone: 'America/New_York',
        duration_minutes: 45,
        service_name: 'Haircut',
        price: 50,
        currency: 'USD',
        barber_name: 'Sam',
        client: { id: 'user-1', name: 'John Doe', email: 'john@example.com', phone: '+12025550123' },
        business: { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100' },
      },
    },
  };
}
