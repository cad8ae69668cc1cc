import { Anchor, Grid, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { readHistory, type Item } from '../../parts/notifications.js';
import { Page } from '../../parts/page.js';
import { Shown } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { AttentionList } from './attention-list.js';
import { FirstSteps } from './first-steps.js';
import { nextDue } from './next-due.js';
import { ShortList } from './short-list.js';
import { Today } from './today.js';

/** Of the short lists. */
const SHOWN = 8;
/** What waits is looked through for what is due next. */
const LOOKED_THROUGH = 200;

/** How it goes, at a glance. */
export function Component() {
  const { shop } = useSession();
  const newest = useQuery({
    queryKey: ['notifications', 'newest'],
    queryFn: () => readHistory({ limit: SHOWN }),
  });
  return (
    <Page title="Overview" lead={today(shop.timezone)}>
      <Shown of={newest} empty={{ when: ({ items }) => items.length === 0, show: <FirstSteps /> }}>
        {({ items }) => (
          <Stack gap="lg">
            <Today />
            <AttentionList />
            <Grid gap="xl">
              <Grid.Col span={{ base: 12, md: 6 }}>
                <Part title="Newest messages" all="/notifications">
                  <Announced items={items} />
                  <ShortList label="Newest messages" items={items} />
                </Part>
              </Grid.Col>
              <Grid.Col span={{ base: 12, md: 6 }}>
                <NextDue />
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Shown>
    </Page>
  );
}

function NextDue() {
  const pending = useQuery({
    queryKey: ['notifications', 'due'],
    queryFn: () => readHistory({ status: 'pending', limit: LOOKED_THROUGH }),
  });
  const isAll = pending.data?.next === undefined;
  return (
    <Part title="Next to go out" all="/notifications?status=pending">
      <Shown
        of={pending}
        empty={{ when: ({ items }) => items.length === 0, show: <Text c="dimmed">Nothing waits to be sent.</Text> }}
      >
        {({ items }) => (
          <>
            <ShortList label="Next to go out" items={nextDue(items, SHOWN)} />
            {!isAll && (
              <Text size="sm" c="dimmed">
                Of the {LOOKED_THROUGH} that were planned last.
              </Text>
            )}
          </>
        )}
      </Shown>
    </Part>
  );
}

interface PartProps {
  readonly title: string;
  readonly all: string;
  readonly children: ReactNode;
}

function Part({ title, all, children }: PartProps) {
  return (
    <Stack gap="xs" component="section" aria-label={title}>
      <Group justify="space-between" align="baseline">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Anchor component={Link} to={all} size="sm" aria-label={`${title}: all`}>
          All
        </Anchor>
      </Group>
      {children}
    </Stack>
  );
}

/** Tells who does not see the list that it has changed. */
function Announced({ items }: { readonly items: readonly Item[] }) {
  const sent = items.filter(({ status }) => status === 'sent').length;
  return (
    <VisuallyHidden aria-live="polite">{`Of the newest ${items.length} messages, ${sent} are sent.`}</VisuallyHidden>
  );
}

/** "Tuesday, 1 December 2026", where the shop is. */
function today(timezone: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: timezone }).format(new Date());
}
