import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useReducer, useState } from 'react';
import { draftOf, keyText, type Template, type TemplateKey } from '../template-api.js';
import { nextHistory, sameDraft, startHistory, type Draft, type History } from './history.js';
import { forgetDraft, keepDraft, keptDraft, type KeptDraft } from './kept.js';

/** Changes one part of what is written. `by`: typing in one place, which is one step of undo. */
export type Write = (change: Partial<Draft>, by?: string) => void;

interface Start {
  readonly history: History;
  readonly kept: KeptDraft | null;
  readonly version: number;
}

/** What is stored, with what was not saved on top of it: the first undo takes that away. */
function begin(key: TemplateKey, stored: Template | null, starter: Draft): Start {
  const saved = stored === null ? starter : draftOf(stored);
  const found = keptDraft(sessionStorage, keyText(key));
  const kept = found !== null && !sameDraft(found.draft, saved) ? found : null;
  const history = startHistory(saved);
  return {
    history: kept === null ? history : { ...history, past: [saved], now: kept.draft },
    kept,
    version: kept?.version ?? stored?.version ?? 0,
  };
}

/** The text as it is being written, with its undo; kept in this tab until it is saved. */
export function useDraft(key: TemplateKey, stored: Template | null, starter: Draft) {
  const [start] = useState(() => begin(key, stored, starter));
  const [history, step] = useReducer(nextHistory, start.history);
  const [version, setVersion] = useState(start.version);
  const [kept, setKept] = useState(start.kept);
  const draft = history.now;
  const saved = stored === null ? starter : draftOf(stored);
  const isDirty = stored === null || !sameDraft(draft, saved);
  const isNewer = stored !== null && stored.version > version;

  // Nobody has written here: what somebody else has saved is shown.
  if (isNewer && history.past.length === 0) {
    setVersion(stored.version);
    step({ type: 'start', draft: saved });
  } else if (isNewer && !isDirty) setVersion(stored.version);

  const [settled] = useDebouncedValue(draft, 400);
  const name = keyText(key);
  useEffect(() => {
    if (isDirty && !sameDraft(settled, starter))
      keepDraft(sessionStorage, name, { draft: settled, version, at: new Date().toISOString() });
    else forgetDraft(sessionStorage, name);
  }, [isDirty, name, settled, starter, version]);

  const write = useCallback<Write>((change, by) => step({ type: 'write', change, by, at: Date.now() }), []);
  return {
    draft,
    write,
    undo: useCallback(() => step({ type: 'undo' }), []),
    redo: useCallback(() => step({ type: 'redo' }), []),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    isDirty,
    /** Somebody has saved another version since this was begun. */
    isOutdated: isNewer && isDirty,
    version,
    /** What is stored in this version is known to the writer. */
    takeVersion: setVersion,
    kept,
    dismissKept: useCallback(() => setKept(null), []),
  };
}

export type DraftState = ReturnType<typeof useDraft>;
