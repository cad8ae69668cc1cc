import { DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core';
import { Notice } from '../notice.js';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { Stack, Text, VisuallyHidden } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import type { Write } from '../draft/use-draft.js';
import type { Reference } from '../template-api.js';
import { WritingField } from '../writing-field.js';
import { BlockList } from './block-tree.js';
import type { Blocks } from './block.js';
import { ANNOUNCEMENTS, dropPath, innermost, INSTRUCTIONS } from './dragging.js';
import { BlockEditingProvider, type BlockEditing } from './editing.js';
import { blockName } from './kinds.js';
import { parseDocument } from './parse.js';
import { printDocument } from './print.js';
import {
  blockAt,
  insertBlock,
  keyPath,
  moveBlock,
  pathKey,
  removeBlock,
  replaceBlock,
  stepped,
  type Path,
} from './tree.js';

interface BlocksEditorProps {
  /** The code, of which the blocks are a view. */
  readonly body: string;
  readonly write: Write;
  readonly reference: Reference;
  readonly readOnly: boolean;
}

/** A mail as blocks. Every change is written into its code. */
export function BlocksEditor({ body, write, reference, readOnly }: BlocksEditorProps) {
  const document = useMemo(() => parseDocument(body), [body]);
  const { blocks, head } = document;
  const root = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');

  const setBlocks = (next: Blocks, by?: string): void =>
    write({ body: printDocument({ ...document, blocks: next }) }, by);
  const focus = (path: Path): void =>
    void requestAnimationFrame(() =>
      root.current?.querySelector<HTMLElement>(`[data-block="${pathKey(path)}"] :is(input, textarea, button)`)?.focus(),
    );
  const editing: BlockEditing = {
    readOnly,
    reference,
    replace: (path, block, field) =>
      setBlocks(replaceBlock(blocks, path, block), field === undefined ? undefined : `${pathKey(path)} ${field}`),
    insert: (path, block) => {
      setBlocks(insertBlock(blocks, path, block));
      setSaid(`${blockName(block)} is added.`);
      focus(path);
    },
    remove: (path) => {
      const gone = blockAt(blocks, path);
      setBlocks(removeBlock(blocks, path));
      if (gone) setSaid(`${blockName(gone)} is deleted. Undo brings it back.`);
      focus([...path.slice(0, -1), Math.max((path.at(-1) ?? 0) - 1, 0)]);
    },
    step: (path, by) => {
      const moved = stepped(blocks, path, by);
      if (moved === null) return;
      setBlocks(moved.blocks);
      setSaid(`Moved ${by < 0 ? 'up' : 'down'}.`);
      focus(moved.path);
    },
    canStep: (path, by) => stepped(blocks, path, by) !== null,
  };
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const drop = ({ active, over }: DragEndEvent): void => {
    if (over === null || over.id === active.id) return;
    const moved = moveBlock(blocks, keyPath(String(active.id)), dropPath(blocks, String(over.id)));
    if (moved === null) return;
    setBlocks(moved.blocks);
    focus(moved.path);
  };
  return (
    <BlockEditingProvider value={editing}>
      <Stack gap="sm" ref={root}>
        {head === null && body.trim() !== '' && (
          <Notice color="gray" title="Written by hand">
            This mail has not the frame of the shipped ones. What is made of no block is shown as code, and stays as it
            is.
          </Notice>
        )}
        {head !== null && (
          <WritingField
            label="Beside the subject"
            description="The line that mail programs show in the list of mails"
            readOnly={readOnly}
            value={head.preheader ?? ''}
            onChange={(preheader) =>
              write(
                {
                  body: printDocument({
                    ...document,
                    head: { ...head, preheader: preheader === '' ? null : preheader },
                  }),
                },
                'preheader',
              )
            }
          />
        )}
        <DndContext
          sensors={sensors}
          collisionDetection={innermost}
          onDragEnd={drop}
          accessibility={{
            announcements: ANNOUNCEMENTS,
            screenReaderInstructions: { draggable: INSTRUCTIONS },
            restoreFocus: false,
          }}
        >
          <BlockList blocks={blocks} path={[]} />
        </DndContext>
        {head !== null && (
          <Text size="xs" c="dimmed">
            Around the blocks stand the name of the shop and the footer. The code shows them.
          </Text>
        )}
        <VisuallyHidden role="status">{said}</VisuallyHidden>
      </Stack>
    </BlockEditingProvider>
  );
}
