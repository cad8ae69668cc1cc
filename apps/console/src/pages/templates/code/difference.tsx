import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Channel } from '../../../parts/words.js';
import { codeLook } from './look.js';

interface DifferenceProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly channel: Channel;
}

/** Two texts in one: what went is red, what came is green. */
export function Difference({ label, before, after, channel }: DifferenceProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null || before === after) return;
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          codeLook(channel),
          EditorState.readOnly.of(true),
          EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
          unifiedMergeView({ original: before, mergeControls: false, gutter: false, collapseUnchanged: { margin: 2 } }),
        ],
      }),
    });
    return () => view.destroy();
  }, [label, before, after, channel]);
  if (before === after) return <Text size="sm">The text is the same.</Text>;
  return <div ref={host} />;
}
