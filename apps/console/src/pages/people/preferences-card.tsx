import { Alert, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type SubmitEvent } from 'react';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { fieldErrors, otherError } from '../../parts/field-errors.js';
import { Failed, Loading, Shown } from '../../parts/states.js';
import { changesOf, effectsOf, type Changes, type Preferences } from './preference-words.js';
import { Switches } from './preference-switches.js';
import { Times } from './preference-times.js';

type Recipient = components['schemas']['Recipient'];

/** The fields that a refusal can stand beside. */
const FIELDS = ['reminder_hours', 'quiet_hours_start', 'quiet_hours_end', 'timezone', 'locale'];

/** What a person wants to hear, and when. Staff change it for who asks them to. */
export function PreferencesCard({ person }: { readonly person: Recipient }) {
  const preferences = useQuery({
    queryKey: ['people', 'preferences', person.id],
    queryFn: () => body(api.GET('/api/v2/recipients/{id}/preferences', { params: { path: { id: person.id } } })),
  });
  return (
    <Card withBorder h="100%">
      <Stack gap="md">
        <div>
          <Title order={2} size="h4">
            What they want to hear
          </Title>
          <Text size="sm" c="dimmed">
            Change it only when they ask you to.
          </Text>
        </div>
        <Shown of={preferences} loading={<Loading rows={8} />}>
          {(stored) => <PreferencesForm person={person} stored={stored} />}
        </Shown>
      </Stack>
    </Card>
  );
}

interface PreferencesFormProps {
  readonly person: Recipient;
  readonly stored: Preferences;
}

function PreferencesForm({ person, stored }: PreferencesFormProps) {
  // Only what was touched: what changes elsewhere meanwhile shows through.
  const [draft, setDraft] = useState<Changes>({});
  const form = useRef<HTMLFormElement>(null);
  const queries = useQueryClient();
  const changes = changesOf(stored, draft);
  const effects = effectsOf(stored, changes);
  const isChanged = Object.keys(changes).length > 0;
  const saving = useMutation({
    mutationFn: () =>
      body(api.PUT('/api/v2/recipients/{id}/preferences', { params: { path: { id: person.id } }, body: changes })),
    onSuccess: (saved) => {
      queries.setQueryData(['people', 'preferences', person.id], saved);
      void queries.invalidateQueries({ queryKey: ['notifications'] });
      void queries.invalidateQueries({ queryKey: ['appointments'] });
      setDraft({});
      notifications.show({ message: `What ${person.name ?? person.id} wants to hear is saved.` });
    },
    // Once it is drawn, the first field that is wrong.
    onError: () =>
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()),
  });
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isChanged) saving.mutate();
  };
  const fields = {
    value: { ...stored, ...draft },
    errors: fieldErrors(saving.error),
    change: (some: Changes): void => setDraft((before) => ({ ...before, ...some })),
  };
  const refusal = otherError(saving.error, FIELDS);
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Stack gap="md">
        <Switches form={fields} />
        <Times form={fields} person={person} />
        <div aria-live="polite">
          {effects.length > 0 && (
            <Alert title="Saving this counts at once">
              <List size="sm">
                {effects.map((effect) => (
                  <List.Item key={effect}>{effect}</List.Item>
                ))}
              </List>
            </Alert>
          )}
        </div>
        {refusal && <Failed error={refusal} />}
        <Group>
          <Button type="submit" disabled={!isChanged} loading={saving.isPending}>
            Save
          </Button>
          <Button
            variant="default"
            disabled={!isChanged}
            onClick={() => {
              setDraft({});
              saving.reset();
            }}
          >
            Undo the changes
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
