import { html } from '@codemirror/lang-html';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Channel } from '../../../parts/words.js';

const look = EditorView.theme({
  '&': {
    fontSize: '13px',
    backgroundColor: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-md)',
  },
  '&.cm-focused': { outline: '2px solid var(--mantine-primary-color-filled)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', maxHeight: '60vh', minHeight: '8rem' },
  // Beside the blocks there is the preview too.
  '.beside &': { flex: 'none' },
  '.beside & .cm-scroller': { maxHeight: '38vh' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--mantine-color-dimmed)',
    border: 'none',
  },
  '.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-tooltip': {
    backgroundColor: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--mantine-color-default-border)',
    borderRadius: 'var(--mantine-radius-sm)',
  },
  '.cm-completionInfo': { maxWidth: '260px', padding: '6px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--mantine-primary-color-filled)',
    color: 'var(--mantine-primary-color-contrast)',
  },
  '.cm-handlebars': { color: 'light-dark(#17654f, #7fd1b5)', fontWeight: '600' },
  '.cm-handlebars *': { color: 'inherit' },
  '.cm-changedLine, .cm-insertedLine, &.cm-merge-b .cm-changedLine': {
    backgroundColor: 'light-dark(#e3f5ea, #14352a)',
  },
  '.cm-deletedChunk': { backgroundColor: 'light-dark(#fdecec, #3c1b1d)' },
  '.cm-changedText, &.cm-merge-b .cm-changedText': { background: 'light-dark(#b9e7cc, #1f5a44)' },
  '.cm-deletedChunk .cm-deletedText': { background: 'light-dark(#f6c4c4, #6b2a2e)' },
  '.cm-collapsedLines': {
    color: 'var(--mantine-color-text)',
    background: 'var(--mantine-color-default-hover)',
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'light-dark(#1c5fa8, #8fc1ff)' },
  { tag: tags.attributeName, color: 'light-dark(#7a4a00, #e3b866)' },
  { tag: [tags.attributeValue, tags.string], color: 'light-dark(#8a2f5d, #f0a5cb)' },
  { tag: tags.comment, color: 'light-dark(#59635f, #a8b3af)', fontStyle: 'italic' },
]);

const expressions = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}/g,
  decoration: Decoration.mark({ class: 'cm-handlebars' }),
});

const handlebars = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = expressions.createDeco(view);
    }
    update(update: ViewUpdate): void {
      this.decorations = expressions.updateDeco(update, this.decorations);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** How the code of a template looks, in light and dark. */
export const codeLook = (channel: Channel): Extension => [
  look,
  channel === 'email' ? [html({ autoCloseTags: false, matchClosingTags: false }), syntaxHighlighting(colours)] : [],
  handlebars,
  EditorView.lineWrapping,
];
