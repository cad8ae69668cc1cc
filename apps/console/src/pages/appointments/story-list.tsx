import { Anchor, Group, Text, Timeline } from '@mantine/core';
import { IconCalendarEvent, IconCalendarStar, IconMail, IconMessage2, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Moment } from '../../parts/moment.js';
import { Standing } from '../../parts/status-badge.js';
import { CHANNEL_TEXT, templateText } from '../../parts/words.js';
import type { Entry, Told } from './story.js';

interface StoryListProps {
  readonly entries: readonly Entry[];
  /** Of the booking. */
  readonly timezone: string;
}

/** A part of the story, in the order of time. */
export function StoryList({ entries, timezone }: StoryListProps) {
  return (
    <Timeline role="list" active={entries.length - 1} bulletSize={26} lineWidth={2}>
      {entries.map((entry) => {
        const { icon: Icon, color } = lookOf(entry);
        return (
          <Timeline.Item key={entry.key} role="listitem" bullet={<Icon size={14} aria-hidden />} color={color}>
            <TellEntry entry={entry} when={<Moment at={entry.at} timezone={timezone} />} />
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

const OF_STATUS: Readonly<Record<Told['status'], string>> = {
  pending: 'blue',
  sent: 'leaf',
  failed: 'red',
  cancelled: 'gray',
};

function lookOf(entry: Entry): { readonly icon: Icon; readonly color: string } {
  switch (entry.kind) {
    case 'event':
      return { icon: IconCalendarEvent, color: entry.counts ? 'leaf' : 'gray' };
    case 'message': {
      const { notification_type, status } = entry.message;
      return { icon: notification_type === 'email' ? IconMail : IconMessage2, color: OF_STATUS[status] };
    }
    case 'start':
      return { icon: IconCalendarStar, color: 'leaf' };
  }
}

interface TellProps {
  readonly when: ReactNode;
}

function TellEntry({ entry, when }: TellProps & { readonly entry: Entry }) {
  switch (entry.kind) {
    case 'event':
      return (
        <>
          <Text fw={600}>{entry.title}</Text>
          <Aside>{when}</Aside>
          {entry.detail !== null && <Text size="sm">{entry.detail}</Text>}
        </>
      );
    case 'message':
      return <TellMessage message={entry.message} when={when} />;
    case 'start':
      return (
        <>
          <Text fw={600}>The appointment</Text>
          <Aside>{when}</Aside>
        </>
      );
  }
}

function TellMessage({ message, when }: TellProps & { readonly message: Told }) {
  const { id, template_name, notification_type, recipient, state, delivery_status, explanation } = message;
  return (
    <>
      <Group gap="xs">
        <Anchor component={Link} to={`/notifications/${id}`} fw={600}>
          {templateText(template_name)} · {CHANNEL_TEXT[notification_type]}
        </Anchor>
        <Standing state={state} delivery={delivery_status} />
      </Group>
      <Aside>
        {when}
        {recipient !== null && ` · to ${recipient}`}
      </Aside>
      <Text size="sm" className="data">
        {explanation}
      </Text>
    </>
  );
}

function Aside({ children }: { readonly children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed" component="div" className="data">
      {children}
    </Text>
  );
}
