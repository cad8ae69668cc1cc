import { Tooltip } from '@mantine/core';
import { useSession } from '../session/session.js';
import { fromNow, timeText } from './times.js';

const READERS_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface MomentProps {
  /** RFC 3339. `null`: not yet, or never. */
  readonly at: string | null | undefined;
  /** Of a booking, if not the shop's. */
  readonly timezone?: string;
  /** Names the zone. */
  readonly withZone?: boolean;
}

/** An instant in the shop's time; the reader's own, and how long ago, on hover and for screen readers. */
export function Moment({ at, timezone, withZone }: MomentProps) {
  const { shop } = useSession();
  if (at == null) return <>–</>;
  const zone = timezone ?? shop.timezone;
  const mine = zone === READERS_ZONE ? '' : ` · ${timeText(at, READERS_ZONE, { withZone: true })} for you`;
  return (
    <Tooltip label={`${fromNow(at)}${mine}`} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {timeText(at, zone, { withZone: withZone === true })}
      </time>
    </Tooltip>
  );
}
