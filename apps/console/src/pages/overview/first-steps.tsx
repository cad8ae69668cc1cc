import { ActionIcon, Anchor, Card, Code, CopyButton, Group, List, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Link } from 'react-router';
import { API_URL } from '../../api/base.js';

const COMMAND = 'npm run notify -- event booking.created';

/** What somebody does who has just started it: no booking has come in yet. */
export function FirstSteps() {
  return (
    <Card withBorder component="section" aria-labelledby="first-steps" maw={760}>
      <Stack>
        <Title order={2} size="h3" id="first-steps">
          No booking has come in yet
        </Title>
        <List type="ordered" spacing="md">
          <List.Item>
            <Text>Post a sample booking from a terminal, where this service was started:</Text>
            <Group gap="xs" mt={6} wrap="nowrap">
              <Code className="data" fz="sm">
                {COMMAND}
              </Code>
              <CopyButton value={COMMAND}>
                {({ copied, copy }) => (
                  <ActionIcon variant="default" onClick={copy} aria-label={copied ? 'Copied' : 'Copy the command'}>
                    {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
                  </ActionIcon>
                )}
              </CopyButton>
            </Group>
          </List.Item>
          <List.Item>
            This page fills by itself: an email and an SMS say that the booking is confirmed. Read them as the client
            does in the{' '}
            <Anchor component={Link} to="/inbox" underline="always">
              Inbox
            </Anchor>
            .
          </List.Item>
          <List.Item>
            Then let your booking platform do the same by the API: its calls are in the{' '}
            <Anchor href={`${API_URL}/docs`} underline="always">
              documentation
            </Anchor>
            .
          </List.Item>
        </List>
      </Stack>
    </Card>
  );
}
