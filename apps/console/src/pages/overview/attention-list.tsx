import { Alert, Anchor, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconQuestionMark } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { readHistory } from '../../parts/notifications.js';
import { statusNow } from '../../parts/status-now.js';
import { useSession } from '../../session/session.js';
import { mattersOf } from './attention.js';
import { lastDayOf } from './figures.js';
import { hoursOf } from './read-figures.js';

/** Messages in doubt that are counted. */
const COUNTED = 50;

/** What needs somebody, or that nothing does. */
export function AttentionList() {
  const { shop } = useSession();
  const status = useQuery(statusNow);
  const email = useQuery(hoursOf('email', shop.timezone));
  const sms = useQuery(hoursOf('sms', shop.timezone));
  const doubt = useQuery({
    queryKey: ['notifications', 'in-doubt'],
    queryFn: () => readHistory({ state: 'in_doubt', limit: COUNTED }),
  });
  const failed = [email, sms].reduce((sum, { data }) => sum + (data === undefined ? 0 : lastDayOf(data).failed), 0);
  const matters = mattersOf({
    status: status.data,
    failed,
    inDoubt: doubt.data?.items.length ?? 0,
    isMoreInDoubt: doubt.data?.next !== undefined,
  });
  const isKnown = [status, email, sms, doubt].every(({ data }) => data !== undefined);
  return (
    <Stack gap="xs" role="status">
      {matters.map(({ key, tone, title, detail, to, label }) => (
        <Alert
          key={key}
          color={tone === 'bad' ? 'red' : 'orange'}
          icon={tone === 'bad' ? <IconAlertTriangle aria-hidden /> : <IconQuestionMark aria-hidden />}
          title={title}
          p="sm"
        >
          <Text size="sm" className="data">
            {detail}{' '}
            <Anchor component={Link} to={to} underline="always" c="inherit" fw={600}>
              {label}
            </Anchor>
          </Text>
        </Alert>
      ))}
      {matters.length === 0 && isKnown && (
        <Group gap={6}>
          <IconCircleCheck size={18} color="var(--mantine-color-leaf-text)" aria-hidden />
          <Text size="sm">Nothing needs attention: all parts run, and no message failed within 24 hours.</Text>
        </Group>
      )}
    </Stack>
  );
}
