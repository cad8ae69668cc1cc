import { ActionIcon, Button, Grid, Group, Stack, Tabs, Text } from '@mantine/core';
import { Notice } from './notice.js';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useFilters } from '../../parts/filters.js';
import { Moment } from '../../parts/moment.js';
import { Page } from '../../parts/page.js';
import { CHANNEL_TEXT, languageText, templateText } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { useDraft, type DraftState } from './draft/use-draft.js';
import { InsertPlaces } from './insert.js';
import { Leaving } from './leaving.js';
import { PreviewPanel } from './preview/preview-panel.js';
import { usePreview, type BookingContext } from './preview/use-preview.js';
import { Save } from './save.js';
import { SendTest } from './send-test.js';
import { starterOf } from './starter.js';
import { draftOf, type Reference, type Template, type TemplateKey } from './template-api.js';
import { VariablesPanel } from './variables-panel.js';
import { VersionsPanel } from './versions-panel.js';
import { TemplateCode, VIEWS, Writing } from './writing.js';

const FILTERS = ['view'] as const;

interface BuilderProps {
  readonly of: TemplateKey;
  /** `null`: it is new. */
  readonly stored: Template | null;
  readonly reference: Reference;
}

/** One template, as it is written and as it is read, side by side. */
export function Builder({ of: key, stored, reference }: BuilderProps) {
  const { role } = useSession();
  const readOnly = role !== 'admin';
  const title = templateText(key.name);
  const [starter] = useState(() => starterOf(key, title));
  const state = useDraft(key, stored, starter);
  const [context, setContext] = useState<BookingContext>(undefined);
  const preview = usePreview(key, state.draft, context);
  const { values, set } = useFilters(FILTERS);
  const view = VIEWS.find((each) => each === values.view) ?? 'blocks';
  const hasBoth = key.channel === 'email' && view === 'both';

  const { write, draft } = state;
  const append = useCallback((text: string) => write({ body: draft.body + text }), [write, draft.body]);
  const cannotGo = preview.refusals.length > 0 || draft.subject === '';
  return (
    <InsertPlaces otherwise={append}>
      <Page
        title={`${title}, ${CHANNEL_TEXT[key.channel]}`}
        lead={<Lead of={key} stored={stored} isDirty={state.isDirty} />}
        within={{ to: '/templates', label: 'Templates' }}
        actions={
          <>
            <UndoButtons state={state} />
            <SendTest of={key} draft={draft} context={context} disabled={cannotGo} />
            {!readOnly && <Save of={key} state={state} disabled={cannotGo} />}
          </>
        }
      >
        <Notices state={state} stored={stored} readOnly={readOnly} />
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Writing
              of={key}
              state={state}
              reference={reference}
              refusals={preview.refusals}
              readOnly={readOnly}
              view={view}
              setView={(chosen) => set({ view: chosen === 'blocks' ? null : chosen })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Stack className="beside">
              {hasBoth && (
                <TemplateCode
                  of={key}
                  state={state}
                  reference={reference}
                  refusals={preview.refusals}
                  readOnly={readOnly}
                />
              )}
              <Tabs defaultValue="preview" keepMounted={false}>
                <Tabs.List mb="sm">
                  <Tabs.Tab value="preview">Preview</Tabs.Tab>
                  <Tabs.Tab value="variables">Variables</Tabs.Tab>
                  {stored !== null && <Tabs.Tab value="versions">Versions</Tabs.Tab>}
                </Tabs.List>
                <Tabs.Panel value="preview">
                  <PreviewPanel of={key} state={preview} onPick={setContext} />
                </Tabs.Panel>
                <Tabs.Panel value="variables">
                  <VariablesPanel reference={reference} channel={key.channel} readOnly={readOnly} />
                </Tabs.Panel>
                <Tabs.Panel value="versions">
                  <VersionsPanel of={key} state={state} />
                </Tabs.Panel>
              </Tabs>
            </Stack>
          </Grid.Col>
        </Grid>
        <Leaving isDirty={!readOnly && state.isDirty && state.canUndo} />
      </Page>
    </InsertPlaces>
  );
}

function Lead({
  of: { locale },
  stored,
  isDirty,
}: {
  readonly of: TemplateKey;
  readonly stored: Template | null;
  readonly isDirty: boolean;
}) {
  return (
    <Text span size="sm" role="status">
      {languageText(locale)} · {stored === null ? 'new, not saved yet' : `version ${stored.version}`}
      {stored !== null && (isDirty ? ' · with changes that are not saved' : ' · all is saved')}
    </Text>
  );
}

function UndoButtons({ state: { undo, redo, canUndo, canRedo } }: { readonly state: DraftState }) {
  return (
    <Group gap={4}>
      <ActionIcon variant="default" size="lg" aria-label="Undo" title="Undo" disabled={!canUndo} onClick={undo}>
        <IconArrowBackUp size={18} />
      </ActionIcon>
      <ActionIcon variant="default" size="lg" aria-label="Redo" title="Redo" disabled={!canRedo} onClick={redo}>
        <IconArrowForwardUp size={18} />
      </ActionIcon>
    </Group>
  );
}

interface NoticesProps {
  readonly state: DraftState;
  readonly stored: Template | null;
  readonly readOnly: boolean;
}

function Notices({ state, stored, readOnly }: NoticesProps) {
  const { kept, dismissKept, write, isOutdated } = state;
  return (
    <>
      {readOnly && (
        <Notice color="gray" title="You can look and try">
          Only an admin can change what it says. You may preview it and send yourself a test.
        </Notice>
      )}
      {kept && (
        <Notice color="blue" title="This is what you had not saved">
          <Group justify="space-between">
            <Text size="sm">
              You wrote it in this tab, last on <Moment at={kept.at} />.
            </Text>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={dismissKept}>
                Go on with it
              </Button>
              {stored !== null && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    write(draftOf(stored));
                    dismissKept();
                  }}
                >
                  Go back to what is saved
                </Button>
              )}
            </Group>
          </Group>
        </Notice>
      )}
      {isOutdated && stored !== null && (
        <Notice
          color="orange"
          variant="light"
          title={`Somebody has saved version ${stored.version} meanwhile`}
          role="status"
        >
          Nothing of yours is lost. When you save, you see what differs and choose. “Versions” shows it now.
        </Notice>
      )}
    </>
  );
}
