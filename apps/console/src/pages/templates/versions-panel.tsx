import { Badge, Button, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm } from '../../parts/confirm.js';
import { Moment } from '../../parts/moment.js';
import { Shown } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { Difference } from './code/difference.js';
import type { DraftState } from './draft/use-draft.js';
import {
  draftOf,
  restoreVersion,
  templateQuery,
  versionsQuery,
  type TemplateKey,
  type TemplateVersion,
} from './template-api.js';

interface VersionsPanelProps {
  readonly of: TemplateKey;
  readonly state: DraftState;
}

/** What the template said before: look at it, and bring it back. */
export function VersionsPanel({ of: key, state }: VersionsPanelProps) {
  const versions = useInfiniteQuery(versionsQuery(key));
  const [chosen, setChosen] = useState<TemplateVersion | null>(null);
  return (
    <Shown of={versions}>
      {({ pages }) => (
        <Stack gap="xs">
          <Text size="sm" c="dimmed">
            Newest first. Choose one to see what differs from what you are writing.
          </Text>
          {pages
            .flatMap(({ items }) => items)
            .map((version, at) => (
              <UnstyledButton key={version.version} onClick={() => setChosen(version)} p="xs">
                <Group gap="xs">
                  <Text size="sm" fw={600} td="underline">
                    Version {version.version}
                  </Text>
                  {at === 0 && (
                    <Badge variant="light" tt="none">
                      in use
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed" component="div">
                  <Moment at={version.created_at} /> · {version.edited_by ?? 'came with a release'}
                </Text>
              </UnstyledButton>
            ))}
          {versions.hasNextPage && (
            <Button
              variant="default"
              size="xs"
              loading={versions.isFetchingNextPage}
              onClick={() => void versions.fetchNextPage()}
            >
              Show older ones
            </Button>
          )}
          <Modal
            opened={chosen !== null}
            onClose={() => setChosen(null)}
            title={`Version ${chosen?.version ?? ''} and what you are writing`}
            size="xl"
          >
            {chosen && <Compared of={key} version={chosen} state={state} onDone={() => setChosen(null)} />}
          </Modal>
        </Stack>
      )}
    </Shown>
  );
}

interface ComparedProps extends VersionsPanelProps {
  readonly version: TemplateVersion;
  readonly onDone: () => void;
}

function Compared({ of: key, version, state: { draft, write, takeVersion }, onDone }: ComparedProps) {
  const { role } = useSession();
  const queries = useQueryClient();
  const restore = async (): Promise<void> => {
    const restored = await restoreVersion(key, version.version);
    takeVersion(restored.version);
    queries.setQueryData(templateQuery(key).queryKey, restored);
    write(draftOf(restored));
    await queries.invalidateQueries({ queryKey: ['templates'] });
  };
  return (
    <Stack>
      <Text size="sm">Red is only in version {version.version}, green only in what you are writing.</Text>
      {version.subject !== null && version.subject !== draft.subject && (
        <Text size="sm" className="data">
          Its subject: <b>{version.subject}</b>
        </Text>
      )}
      <Difference
        label={`Version ${version.version} and what you are writing`}
        before={version.body}
        after={draft.body}
        channel={key.channel}
      />
      {role === 'admin' && (
        <Group justify="flex-end">
          <Confirm
            action="Restore this version"
            title={`Bring version ${version.version} back`}
            run={restore}
            onDone={onDone}
          >
            Its text is saved as a new version, and messages say it within 5 seconds. No version is lost. What you are
            writing is replaced; undo brings it back.
          </Confirm>
        </Group>
      )}
    </Stack>
  );
}
