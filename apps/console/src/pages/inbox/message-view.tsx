import { Anchor, Group, Paper, SegmentedControl, Stack, Switch, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { MailFrame } from '../../parts/mail-frame.js';
import { Moment } from '../../parts/moment.js';
import { notificationOf } from '../../parts/notifications.js';
import { SmsBubble } from '../../parts/sms-bubble.js';
import { CHANNEL_TEXT, templateText } from '../../parts/words.js';
import type { Captured } from './captured.js';

/** One captured message: about it, and as its reader sees it. */
export function MessageView({ message }: { readonly message: Captured }) {
  const { channel, to, subject, text, html, sms, captured_at } = message;
  return (
    <Stack component="article" aria-label={`${CHANNEL_TEXT[channel]} to ${to}`}>
      <Stack gap={2}>
        <Title order={2} size="h3" className="data">
          {subject ?? `SMS to ${to}`}
        </Title>
        <Text size="sm" c="dimmed" component="div" className="data">
          To {to} · <Moment at={captured_at} withZone />
        </Text>
        <Ways message={message} />
      </Stack>
      {html === null ? <SmsBubble text={text} size={sms} /> : <Mail html={html} text={text} subject={subject ?? ''} />}
    </Stack>
  );
}

/** Where a message leads on to: what it is about, for whom. */
function Ways({ message: { notification_id } }: { readonly message: Captured }) {
  const { data: item } = useQuery(notificationOf(notification_id));
  if (item === undefined) return null;
  const { template_name, user_id, appointment_id } = item;
  return (
    <Group gap="md">
      <Anchor component={Link} to={`/notifications/${notification_id}`} size="sm">
        {templateText(template_name)}: what happened
      </Anchor>
      <Anchor component={Link} to={`/people/${encodeURIComponent(user_id)}`} size="sm">
        Client
      </Anchor>
      {appointment_id !== null && (
        <Anchor component={Link} to={`/appointments/${encodeURIComponent(appointment_id)}`} size="sm">
          Appointment
        </Anchor>
      )}
    </Group>
  );
}

interface MailProps {
  readonly html: string;
  readonly text: string;
  readonly subject: string;
}

function Mail({ html, text, subject }: MailProps) {
  const [kind, setKind] = useState('html');
  const [isPhone, setPhone] = useState(false);
  const [isDark, setDark] = useState(false);
  return (
    <Stack gap="sm">
      <Group gap="md">
        <SegmentedControl
          aria-label="Show it as"
          data={[
            { value: 'html', label: 'Mail' },
            { value: 'text', label: 'Plain text' },
          ]}
          value={kind}
          onChange={setKind}
        />
        {kind === 'html' && (
          <>
            <Switch
              label="Phone"
              visibleFrom="sm"
              checked={isPhone}
              onChange={({ currentTarget }) => setPhone(currentTarget.checked)}
            />
            <Switch label="Dark" checked={isDark} onChange={({ currentTarget }) => setDark(currentTarget.checked)} />
          </>
        )}
      </Group>
      {kind === 'html' ? (
        <MailFrame html={html} title={`Mail: ${subject}`} look={isDark ? 'dark' : 'light'} isPhone={isPhone} />
      ) : (
        <Paper withBorder p="md">
          <Text ff="monospace" size="sm" className="data" style={{ whiteSpace: 'pre-wrap' }}>
            {text}
          </Text>
        </Paper>
      )}
    </Stack>
  );
}
