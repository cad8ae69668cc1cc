import { Card, SimpleGrid, Text } from '@mantine/core';
import { percentText } from '../../parts/percent.js';
import { durationText } from '../../parts/times.js';
import type { Analytics } from './figures.js';

/** The whole period in a few numbers. */
export function Tiles({ analytics: { totals, rates, lag_ms } }: { readonly analytics: Analytics }) {
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 2, sm: 3, lg: 4 }} spacing="sm">
      <Tile name="Sent" value={count(totals.sent)} note={segmentsText(totals.segments)} />
      <Tile name="Delivered" value={count(totals.delivered)} note={`${percentText(rates.delivery)} of sent`} />
      <Tile name="Opened" value={count(totals.opened)} note={`${percentText(rates.open)} of delivered`} />
      <Tile name="Clicked" value={count(totals.clicked)} note={`${percentText(rates.click)} of delivered`} />
      <Tile name="Came back" value={count(totals.bounced)} note={`${percentText(rates.bounce)} of sent`} />
      <Tile name="Failed" value={count(totals.failed)} note={`${percentText(rates.failure)} of all, never sent`} />
      <Tile name="Unsubscribed" value={count(totals.unsubscribed)} note="by these messages" />
      <Tile
        name="On time"
        value={lag(lag_ms.p50)}
        note={`half within this, 95% within ${lag(lag_ms.p95)}, 99% within ${lag(lag_ms.p99)}`}
      />
    </SimpleGrid>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function Tile({ name, value, note }: TileProps) {
  return (
    <Card withBorder padding="sm">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} size="xl" fw={650}>
        {value}
        <Text span display="block" size="sm" fw={400} c="dimmed">
          {note}
        </Text>
      </Text>
    </Card>
  );
}

export const count = (value: number): string => value.toLocaleString('en');
const lag = (milliseconds: number | null): string => (milliseconds === null ? '–' : durationText(milliseconds));
const segmentsText = (segments: number): string => `${count(segments)} SMS segments`;
