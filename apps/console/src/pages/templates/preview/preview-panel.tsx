import { Code, Group, List, ScrollArea, SegmentedControl, Stack, Text } from '@mantine/core';
import { Notice } from '../notice.js';
import { useState } from 'react';
import { Failed, Loading } from '../../../parts/states.js';
import type { Refusal } from '../code/refusals.js';
import type { Preview, TemplateKey } from '../template-api.js';
import { MailFrame } from './mail-frame.js';
import { BookingPicker } from './booking-picker.js';
import type { Scheme } from '../../../parts/mail-scheme.js';
import { SmsView } from './sms-view.js';
import type { BookingContext, PreviewState } from './use-preview.js';

interface PreviewPanelProps {
  readonly of: TemplateKey;
  readonly state: PreviewState;
  readonly onPick: (context: BookingContext) => void;
}

/** What the reader will see, made by the service itself. */
export function PreviewPanel({ of, state, onPick }: PreviewPanelProps) {
  const { preview, refusals, error, isOld, again } = state;
  return (
    <Stack gap="sm">
      <BookingPicker of={of} onPick={onPick} />
      <div aria-live="polite">
        {refusals.length > 0 && <Refusals refusals={refusals} hasOld={preview !== undefined} />}
        {error && <Failed error={error} retry={again} />}
        {preview && !isOld && <MissingVariables names={preview.missing_variables} />}
      </div>
      {preview ? (
        of.channel === 'email' ? (
          <MailView preview={preview} />
        ) : (
          <SmsView preview={preview} />
        )
      ) : (
        refusals.length === 0 && !error && <Loading rows={6} />
      )}
    </Stack>
  );
}

function Refusals({ refusals, hasOld }: { readonly refusals: readonly Refusal[]; readonly hasOld: boolean }) {
  return (
    <Notice color="red" title="This cannot be sent as it is">
      <List size="sm">
        {refusals.slice(0, 10).map(({ field, line, column, message }) => (
          <List.Item key={`${field} ${line} ${column} ${message}`}>
            {field !== 'other' && (
              <b>
                {field === 'subject' ? 'Subject' : `Line ${line ?? '?'}`}
                {field === 'body' && column !== null && `, column ${column}`}:{' '}
              </b>
            )}
            {message}
          </List.Item>
        ))}
      </List>
      {hasOld && (
        <Text size="xs" mt={4}>
          Below is how it looked before.
        </Text>
      )}
    </Notice>
  );
}

function MissingVariables({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Notice color="orange" title="This booking does not say everything">
      <Group gap={4}>
        {names.map((name) => (
          <Code key={name}>{`{{${name}}}`}</Code>
        ))}
      </Group>
      <Text size="sm" mt={4}>
        These come out blank. Put what needs them into an “Only if”.
      </Text>
    </Notice>
  );
}

type Part = 'mail' | 'text';

function MailView({ preview: { subject, body, text } }: { readonly preview: Preview }) {
  const [width, setWidth] = useState('600');
  const [scheme, setScheme] = useState<Scheme>('light');
  const [part, setPart] = useState<Part>('mail');
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="Part of the mail"
          data={[
            { value: 'mail', label: 'Mail' },
            { value: 'text', label: 'Plain text' },
          ]}
          value={part}
          onChange={setPart}
        />
        {part === 'mail' && (
          <>
            <SegmentedControl
              size="xs"
              aria-label="Width"
              data={[
                { value: '600', label: 'Desktop' },
                { value: '375', label: 'Phone' },
              ]}
              value={width}
              onChange={setWidth}
            />
            <SegmentedControl
              size="xs"
              aria-label="Look of the mail program"
              data={[
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
              value={scheme}
              onChange={setScheme}
            />
          </>
        )}
      </Group>
      <Text size="sm" className="data">
        <Text span c="dimmed">
          Subject:{' '}
        </Text>
        {subject ?? 'none yet'}
      </Text>
      {part === 'mail' ? (
        <MailFrame html={body} width={Number(width)} scheme={scheme} title="Preview of the mail" />
      ) : (
        <ScrollArea.Autosize mah={640} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': 'Plain text' }}>
          <Text component="pre" size="sm" style={{ whiteSpace: 'pre-wrap', fontFamily: 'inherit' }} className="data">
            {text}
          </Text>
        </ScrollArea.Autosize>
      )}
    </Stack>
  );
}
