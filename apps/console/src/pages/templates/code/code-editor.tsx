import { closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { Channel } from '../../../parts/words.js';
import { useInsertPlace } from '../insert.js';
import type { Reference } from '../template-api.js';
import { completion } from './completion.js';
import { codeLook } from './look.js';
import { placeOf, type Refusal } from './refusals.js';

interface CodeEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly channel: Channel;
  readonly reference: Reference;
  readonly refusals: readonly Refusal[];
  readonly readOnly: boolean;
}

/** Marks what was not typed here: an undo, or a change of a block. */
const FromOutside = Annotation.define<true>();

/** The code of a template. Its undo is that of the whole page. */
export function CodeEditor(props: CodeEditorProps) {
  const { label, value, channel, reference, refusals, readOnly } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const writable = useRef(new Compartment());
  const { enter } = useInsertPlace();
  const changed = useEffectEvent((text: string) => props.onChange(text));
  const undo = useEffectEvent(() => props.undo());
  const redo = useEffectEvent(() => props.redo());
  const entered = useEffectEvent(() => enter((text) => view.current && insertAtCursor(view.current, text)));
  const first = useEffectEvent(() => value);

  useEffect(() => {
    if (host.current === null) return;
    const keys = [
      { key: 'Mod-z', run: () => (undo(), true), preventDefault: true },
      { key: 'Mod-y', run: () => (redo(), true), preventDefault: true },
      { key: 'Mod-Shift-z', run: () => (redo(), true), preventDefault: true },
    ];
    const extensions: Extension[] = [
      lineNumbers(),
      lintGutter(),
      closeBrackets(),
      completion(reference, channel),
      keymap.of([...keys, ...completionKeymap, ...defaultKeymap]),
      codeLook(channel),
      writable.current.of([]),
      EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
      EditorView.domEventHandlers({ focus: () => entered() }),
      EditorView.updateListener.of((update) => {
        const isOutside = update.transactions.some((each) => each.annotation(FromOutside) === true);
        if (update.docChanged && !isOutside) changed(update.state.doc.toString());
      }),
    ];
    const editor = new EditorView({ state: EditorState.create({ doc: first(), extensions }), parent: host.current });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [channel, label, reference]);

  useEffect(() => {
    view.current?.dispatch({
      effects: writable.current.reconfigure(
        readOnly ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-readonly': 'true' })] : [],
      ),
    });
  }, [readOnly, channel, label, reference]);

  useEffect(() => {
    if (view.current !== null) showText(view.current, value);
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const text = editor.state.doc.toString();
    const diagnostics = refusals
      .filter(({ field }) => field === 'body')
      .map((refusal) => ({ ...placeOf(text, refusal), severity: 'error' as const, message: refusal.message }));
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [refusals]);

  return <div ref={host} />;
}

function insertAtCursor(editor: EditorView, text: string): void {
  editor.dispatch(editor.state.replaceSelection(text));
  editor.focus();
}

/** Brings a text into the editor, and changes only what differs, so that the cursor stays. */
function showText(editor: EditorView, text: string): void {
  const before = editor.state.doc.toString();
  if (before === text) return;
  let from = 0;
  const shorter = Math.min(before.length, text.length);
  while (from < shorter && before[from] === text[from]) from++;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === text.at(-1 - same)) same++;
  editor.dispatch({
    changes: { from, to: before.length - same, insert: text.slice(from, text.length - same) },
    annotations: FromOutside.of(true),
  });
}
