import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { isNotFound } from '../../api/problem.js';
import { Failed } from '../../parts/states.js';
import { Difference } from './code/difference.js';
import type { DraftState } from './draft/use-draft.js';
import { draftOf, readTemplate, saveTemplate, templateQuery, type Template, type TemplateKey } from './template-api.js';

/** The stored one, or `null` for a template that is not stored yet. */
async function storedNow(key: TemplateKey): Promise<Template | null> {
  try {
    return await readTemplate(key);
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Somebody else has saved first. */
class SavedMeanwhile extends Error {
  constructor(readonly theirs: Template) {
    super(`Version ${theirs.version} was saved meanwhile.`);
  }
}

interface SaveProps {
  readonly of: TemplateKey;
  readonly state: DraftState;
  readonly disabled: boolean;
}

/** Writes a new version. What somebody else has saved meanwhile is shown first. */
export function Save({ of: key, state, disabled }: SaveProps) {
  const { draft, isDirty, version, takeVersion, write } = state;
  const queries = useQueryClient();
  const [theirs, setTheirs] = useState<Template | null>(null);
  const saving = useMutation({
    mutationFn: async (expected: number) => {
      const stored = await storedNow(key);
      if (stored !== null && stored.version !== expected) throw new SavedMeanwhile(stored);
      return saveTemplate(key, draft);
    },
    onSuccess: (saved) => {
      setTheirs(null);
      takeVersion(saved.version);
      queries.setQueryData(templateQuery(key).queryKey, saved);
      void queries.invalidateQueries({ queryKey: ['templates'] });
      notifications.show({ message: `Saved as version ${saved.version}. New messages say it within 5 seconds.` });
      if (saved.unfilled_variables.length > 0)
        notifications.show({
          title: 'No booking fills these',
          message: saved.unfilled_variables.map(unfilledText).join(', '),
          color: 'orange',
          autoClose: 20_000,
        });
    },
    onError: (error) => {
      if (error instanceof SavedMeanwhile) setTheirs(error.theirs);
    },
  });
  const refusal = saving.error instanceof SavedMeanwhile ? null : saving.error;
  return (
    <>
      <Button
        leftSection={<IconDeviceFloppy size={16} aria-hidden />}
        loading={saving.isPending}
        disabled={disabled || !isDirty}
        onClick={() => saving.mutate(version)}
      >
        Save
      </Button>
      <Modal opened={refusal !== null} onClose={() => saving.reset()} title="It was not saved">
        {refusal && <Failed error={refusal} />}
      </Modal>
      <Modal
        opened={theirs !== null}
        onClose={() => setTheirs(null)}
        title="Somebody else has saved it meanwhile"
        size="xl"
      >
        {theirs && (
          <Stack>
            <Text size="sm">
              There is version {theirs.version} now; yours began from version {version}. Red is theirs, green is yours.
            </Text>
            <Difference label="Their text and yours" before={theirs.body} after={draft.body} channel={key.channel} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setTheirs(null)} data-autofocus>
                Keep writing
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  takeVersion(theirs.version);
                  queries.setQueryData(templateQuery(key).queryKey, theirs);
                  write(draftOf(theirs));
                  setTheirs(null);
                }}
              >
                Take theirs; undo brings mine back
              </Button>
              <Button loading={saving.isPending} onClick={() => saving.mutate(theirs.version)}>
                Save mine as the newest
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}

function unfilledText({ name, did_you_mean }: { name: string; did_you_mean: string | null }): string {
  return did_you_mean === null ? `{{${name}}}` : `{{${name}}}: do you mean {{${did_you_mean}}}?`;
}
