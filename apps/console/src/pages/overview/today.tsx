import { Anchor, Card, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { percentText } from '../../parts/percent.js';
import { CHANNEL_TEXT, type Channel } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { todayOf } from './figures.js';
import { hoursOf, waiting, week } from './read-figures.js';

/** The figures of today, and how the week goes. */
export function Today() {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} component="section" aria-label="Today">
      <ChannelToday channel="email" />
      <ChannelToday channel="sms" />
      <Week />
    </SimpleGrid>
  );
}

function ChannelToday({ channel }: { readonly channel: Channel }) {
  const { shop } = useSession();
  const hours = useQuery(hoursOf(channel, shop.timezone));
  const stats = useQuery(waiting);
  const today = hours.data && todayOf(hours.data, shop.timezone);
  const list = (filter: string): string => `/notifications?notification_type=${channel}&${filter}`;
  return (
    <Tile title={`${CHANNEL_TEXT[channel]} today`}>
      <Group gap="xl">
        <Figure label="sent" value={today?.sent} to={list('status=sent')} />
        <Figure label="waiting" value={stats.data?.[channel].pending} to={list('status=pending')} />
        <Figure label="failed" value={today?.failed} to={list('status=failed')} isBad />
      </Group>
    </Tile>
  );
}

function Week() {
  const { shop } = useSession();
  const { data } = useQuery(week(shop.timezone));
  return (
    <Tile title="Last 7 days">
      <Group gap="xl">
        <Figure label="sent" value={data?.totals.sent} to="/analytics?days=7" />
        <Figure
          label="delivered"
          value={data && (isReported(data.totals) ? percentText(data.rates.delivery) : '–')}
          to="/analytics?days=7"
        />
      </Group>
    </Tile>
  );
}

function Tile({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Text size="sm" fw={600}>
          {title}
        </Text>
        {children}
      </Stack>
    </Card>
  );
}

interface FigureProps {
  readonly label: string;
  readonly value: number | string | undefined;
  readonly to: string;
  /** More than none is shown in red. */
  readonly isBad?: boolean;
}

function Figure({ label, value, to, isBad = false }: FigureProps) {
  if (value === undefined) return <Skeleton width={56} height={44} />;
  return (
    <Anchor component={Link} to={to} c={isBad && value !== 0 ? 'var(--mantine-color-red-text)' : 'inherit'}>
      <Text fz={26} fw={650} lh={1.1} span display="block">
        {typeof value === 'number' ? value.toLocaleString('en') : value}
      </Text>
      <Text size="sm" span>
        {label}
      </Text>
    </Anchor>
  );
}

/** Without any receipt nobody knows what arrived: that is not "0%". */
function isReported({
  delivered,
  bounced,
  undelivered,
}: Readonly<Record<'delivered' | 'bounced' | 'undelivered', number>>) {
  return delivered + bounced + undelivered > 0;
}
