import { createContext, useContext, useMemo, useRef, type ReactNode } from 'react';

type Insert = (text: string) => void;

interface InsertPlace {
  /** Called by a field when it is entered: what is inserted goes there. */
  readonly enter: (insert: Insert) => void;
  /** Writes a text where the writer was last. */
  readonly insert: Insert;
}

const Context = createContext<InsertPlace>({ enter: () => undefined, insert: () => undefined });

/** Remembers the field that was written in last. `otherwise` is used before any was. */
export function InsertPlaces({ otherwise, children }: { readonly otherwise: Insert; readonly children: ReactNode }) {
  const last = useRef<Insert | null>(null);
  const place = useMemo<InsertPlace>(
    () => ({
      enter: (insert) => {
        last.current = insert;
      },
      insert: (text) => (last.current ?? otherwise)(text),
    }),
    [otherwise],
  );
  return <Context value={place}>{children}</Context>;
}

export const useInsertPlace = (): InsertPlace => useContext(Context);

/** Puts a text in place of what is selected in a field, and the cursor behind it. */
export function insertInto(field: HTMLTextAreaElement, text: string, onChange: (value: string) => void): void {
  const { selectionStart: from, selectionEnd: to } = field;
  onChange(field.value.slice(0, from) + text + field.value.slice(to));
  requestAnimationFrame(() => {
    field.focus();
    field.setSelectionRange(from + text.length, from + text.length);
  });
}
