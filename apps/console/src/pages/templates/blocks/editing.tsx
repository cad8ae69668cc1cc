import { createContext, useContext } from 'react';
import { variablesFor, type Reference } from '../template-api.js';
import type { Block } from './block.js';
import type { Path } from './tree.js';

/** What can be done to the blocks of a mail. */
export interface BlockEditing {
  readonly readOnly: boolean;
  readonly reference: Reference;
  /** `field`: typing in one place, which is one step of undo. */
  readonly replace: (path: Path, block: Block, field?: string) => void;
  readonly insert: (path: Path, block: Block) => void;
  readonly remove: (path: Path) => void;
  readonly step: (path: Path, by: -1 | 1) => void;
  readonly canStep: (path: Path, by: -1 | 1) => boolean;
}

const Context = createContext<BlockEditing | null>(null);
export const BlockEditingProvider = Context.Provider;

export function useBlockEditing(): BlockEditing {
  const editing = useContext(Context);
  if (editing === null) throw new Error('useBlockEditing() belongs inside the blocks');
  return editing;
}

/** The variables that a block can lead to, or ask for. */
export function variableNames(reference: Reference, areLinks = false): string[] {
  return variablesFor('email', reference)
    .map(({ name }) => name)
    .filter((name) => !areLinks || name.endsWith('_url'));
}
