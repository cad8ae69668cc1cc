import {
  IconAlignLeft,
  IconArrowsSplit,
  IconCode,
  IconColumns2,
  IconHeading,
  IconLinkPlus,
  IconListDetails,
  IconPhoto,
  IconPointer,
  IconSeparatorHorizontal,
  type Icon,
} from '@tabler/icons-react';
import type { Block, BlockKind } from './block.js';

interface KindWords {
  readonly label: string;
  readonly icon: Icon;
}

/** What the blocks are called, in the order in which they are offered. */
export const KINDS: Readonly<Record<BlockKind, KindWords>> = {
  heading: { label: 'Heading', icon: IconHeading },
  text: { label: 'Text', icon: IconAlignLeft },
  facts: { label: 'Facts', icon: IconListDetails },
  button: { label: 'Button', icon: IconPointer },
  image: { label: 'Image', icon: IconPhoto },
  divider: { label: 'Divider', icon: IconSeparatorHorizontal },
  columns: { label: 'Columns', icon: IconColumns2 },
  links: { label: 'Links of the booking', icon: IconLinkPlus },
  condition: { label: 'Only if', icon: IconArrowsSplit },
  code: { label: 'Code', icon: IconCode },
};

/** "Heading: See you soon", to tell blocks apart by ear. */
export function blockName(block: Block): string {
  const { label } = KINDS[block.kind];
  const words =
    block.kind === 'heading' || block.kind === 'text'
      ? block.text
      : block.kind === 'button'
        ? block.label
        : block.kind === 'image'
          ? block.alt
          : block.kind === 'condition'
            ? block.test
            : '';
  return words === '' ? label : `${label}: ${words.slice(0, 40)}`;
}
