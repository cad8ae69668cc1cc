import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { newBlock, type BlockKind } from './block.js';
import { useBlockEditing } from './editing.js';
import { KINDS } from './kinds.js';
import type { Path } from './tree.js';

/** Offers the kinds of blocks, and adds the chosen one at a place. */
export function AddBlock({ path, where }: { readonly path: Path; readonly where: string }) {
  const { insert } = useBlockEditing();
  return (
    <Menu position="bottom-start" width={220} withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          style={{ alignSelf: 'flex-start' }}
        >
          Add a block{where === '' ? '' : ` ${where}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(KINDS) as BlockKind[]).map((kind) => {
          const { label, icon: Icon } = KINDS[kind];
          return (
            <Menu.Item
              key={kind}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={() => insert(path, newBlock(kind))}
            >
              {label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
