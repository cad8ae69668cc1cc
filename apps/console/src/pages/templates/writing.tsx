import { SegmentedControl, Stack } from '@mantine/core';
import { BlocksEditor } from './blocks/blocks-editor.js';
import { CodeEditor } from './code/code-editor.js';
import type { Refusal } from './code/refusals.js';
import type { DraftState } from './draft/use-draft.js';
import { Settings } from './settings.js';
import type { Reference, TemplateKey } from './template-api.js';
import { WritingField } from './writing-field.js';

export const VIEWS = ['blocks', 'code', 'both'] as const;
export type View = (typeof VIEWS)[number];

interface WritingProps extends TemplateCodeProps {
  readonly view: View;
  readonly setView: (view: View) => void;
}

interface TemplateCodeProps {
  readonly of: TemplateKey;
  readonly state: DraftState;
  readonly reference: Reference;
  readonly refusals: readonly Refusal[];
  readonly readOnly: boolean;
}

/** Where the template is written: its subject, and its text as blocks or as code. */
export function Writing({ of: key, state, reference, refusals, readOnly, view, setView }: WritingProps) {
  const { draft, write } = state;
  const isMail = key.channel === 'email';
  const ofSubject = refusals.find(({ field }) => field === 'subject');
  return (
    <Stack gap="sm">
      <Settings draft={draft} write={write} readOnly={readOnly} />
      {isMail && (
        <WritingField
          label="Subject"
          readOnly={readOnly}
          value={draft.subject ?? ''}
          onChange={(subject) => write({ subject }, 'subject')}
          error={draft.subject === '' ? 'A mail needs a subject' : ofSubject?.message}
        />
      )}
      {isMail && (
        <SegmentedControl
          aria-label="How it is written"
          data={[
            { value: 'blocks', label: 'Blocks' },
            { value: 'code', label: 'Code' },
            { value: 'both', label: 'Both' },
          ]}
          value={view}
          onChange={setView}
        />
      )}
      {!isMail || view === 'code' ? (
        <TemplateCode of={key} state={state} reference={reference} refusals={refusals} readOnly={readOnly} />
      ) : (
        <BlocksEditor body={draft.body} write={write} reference={reference} readOnly={readOnly} />
      )}
    </Stack>
  );
}

/** The code of the whole text. */
export function TemplateCode({ of: { channel }, state, reference, refusals, readOnly }: TemplateCodeProps) {
  const { draft, write, undo, redo } = state;
  return (
    <CodeEditor
      label={channel === 'email' ? 'Code of the mail' : 'Text of the SMS'}
      value={draft.body}
      onChange={(body) => write({ body }, 'code')}
      undo={undo}
      redo={redo}
      channel={channel}
      reference={reference}
      refusals={refusals}
      readOnly={readOnly}
    />
  );
}
