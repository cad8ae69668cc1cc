import { useDroppable } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Box, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCopy, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { AddBlock } from './add-block.js';
import type { Block, Blocks } from './block.js';
import { BlockFields } from './block-fields.js';
import { useBlockEditing } from './editing.js';
import { blockName, KINDS } from './kinds.js';
import { listsOf, pathKey, type Path } from './tree.js';

/** What something is dropped on: a block, or the list of a place. */
const listId = (path: Path): string => `in:${pathKey(path)}`;

/** A list of blocks, with those inside them. */
export function BlockList({ blocks, path, where = '' }: { blocks: Blocks; path: Path; where?: string }) {
  const { readOnly } = useBlockEditing();
  const { setNodeRef, isOver } = useDroppable({ id: listId(path), disabled: readOnly });
  return (
    <SortableContext items={blocks.map((_, at) => pathKey([...path, at]))} strategy={verticalListSortingStrategy}>
      <Stack gap="xs" ref={setNodeRef} bg={isOver ? 'var(--mantine-primary-color-light)' : undefined} mih={32}>
        {blocks.map((block, at) => (
          <BlockCard key={at} block={block} path={[...path, at]} />
        ))}
        {!readOnly && <AddBlock path={[...path, blocks.length]} where={where} />}
      </Stack>
    </SortableContext>
  );
}

function BlockCard({ block, path }: { readonly block: Block; readonly path: Path }) {
  const { readOnly, replace } = useBlockEditing();
  const id = pathKey(path);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
    disabled: readOnly,
    data: { name: blockName(block) },
  });
  const { label, icon: Icon } = KINDS[block.kind];
  return (
    <Paper
      withBorder
      p="xs"
      ref={setNodeRef}
      data-block={id}
      role="group"
      aria-label={blockName(block)}
      style={{
        transform: CSS.Translate.toString(transform),
        transition,
        opacity: isDragging ? 0.5 : undefined,
      }}
    >
      <Group justify="space-between" wrap="nowrap" gap="xs" mb={4}>
        <Group gap={6} wrap="nowrap" miw={0}>
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              {...attributes}
              {...listeners}
              ref={setActivatorNodeRef}
              aria-label={`Drag ${blockName(block)}`}
              style={{ cursor: 'grab', touchAction: 'none' }}
            >
              <IconGripVertical size={16} />
            </ActionIcon>
          )}
          <Icon size={16} aria-hidden style={{ flexShrink: 0 }} />
          <Text size="sm" fw={600} truncate>
            {label}
          </Text>
        </Group>
        {!readOnly && <BlockActions block={block} path={path} />}
      </Group>
      <BlockFields block={block} onChange={(changed, field) => replace(path, changed, field)} />
      <Inside block={block} path={path} />
    </Paper>
  );
}

function BlockActions({ block, path }: { readonly block: Block; readonly path: Path }) {
  const { insert, remove, step, canStep } = useBlockEditing();
  const name = blockName(block);
  const next = [...path.slice(0, -1), (path.at(-1) ?? 0) + 1];
  const buttons = [
    { label: `Move ${name} up`, icon: IconArrowUp, run: () => step(path, -1), isOff: !canStep(path, -1) },
    { label: `Move ${name} down`, icon: IconArrowDown, run: () => step(path, 1), isOff: !canStep(path, 1) },
    { label: `Copy ${name}`, icon: IconCopy, run: () => insert(next, block), isOff: false },
    { label: `Delete ${name}`, icon: IconTrash, run: () => remove(path), isOff: false },
  ];
  return (
    <Group gap={2} wrap="nowrap">
      {buttons.map(({ label, icon: Icon, run, isOff }) => (
        <ActionIcon
          key={label}
          variant="subtle"
          color={label.startsWith('Delete') ? 'red' : 'gray'}
          aria-label={label}
          title={label.split(' ')[0]}
          disabled={isOff}
          onClick={run}
        >
          <Icon size={16} />
        </ActionIcon>
      ))}
    </Group>
  );
}

/** The blocks inside a block. */
function Inside({ block, path }: { readonly block: Block; readonly path: Path }) {
  const lists = listsOf(block);
  if (lists.length === 0) return null;
  if (block.kind === 'columns')
    return (
      <SimpleGrid cols={{ base: 1, lg: Math.max(lists.length, 1) }} spacing="xs">
        {lists.map((list, at) => (
          <BlockList key={at} blocks={list} path={[...path, at]} where={`to column ${at + 1}`} />
        ))}
      </SimpleGrid>
    );
  return (
    <Stack gap="xs" mt="xs">
      {lists.map((list, at) => (
        <Box key={at} pl="sm" style={{ borderInlineStart: '3px solid var(--mantine-color-default-border)' }}>
          {at === 1 && (
            <Text size="sm" fw={600} mb={4}>
              Otherwise
            </Text>
          )}
          <BlockList blocks={list} path={[...path, at]} where={at === 1 ? 'for otherwise' : 'inside'} />
        </Box>
      ))}
    </Stack>
  );
}
