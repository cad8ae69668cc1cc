import { Autocomplete } from '@mantine/core';
import { PATH, TEST, type Value } from './block.js';
import { useBlockEditing, variableNames } from './editing.js';
import { quotable } from './print.js';

const AS_VARIABLE = new RegExp(String.raw`^\{\{\s*(${PATH})\s*\}\}$`);

const shown = (value: Value): string => ('variable' in value ? `{{${value.variable}}}` : value.text);

/** What is typed: `{{name}}` is a variable, all else a text. */
function valueOf(typed: string): Value {
  const variable = AS_VARIABLE.exec(typed)?.[1];
  return variable === undefined ? { text: quotable(typed) } : { variable };
}

interface ValueFieldProps {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly description?: string;
  readonly error?: string | undefined;
}

/** An address: one of the booking, or one that is typed. */
export function AddressField({ value, onChange, ...props }: ValueFieldProps) {
  const { reference, readOnly } = useBlockEditing();
  return (
    <Autocomplete
      {...props}
      readOnly={readOnly}
      placeholder="https://… or a link of the booking"
      data={variableNames(reference, true).map((name) => `{{${name}}}`)}
      value={shown(value)}
      onChange={(typed) => onChange(valueOf(typed))}
      limit={12}
    />
  );
}

const WHOLE_TEST = new RegExp(`^${TEST}$`);

interface TestFieldProps {
  readonly label: string;
  readonly value: string | null;
  /** Nothing typed is `null`. */
  readonly onChange: (test: string | null) => void;
}

/** The variable that something depends on. What cannot be asked for is not taken. */
export function TestField({ label, value, onChange }: TestFieldProps) {
  const { reference, readOnly } = useBlockEditing();
  return (
    <Autocomplete
      label={label}
      readOnly={readOnly}
      placeholder="always"
      data={variableNames(reference)}
      value={value ?? ''}
      onChange={(typed) => {
        if (typed === '') onChange(null);
        else if (WHOLE_TEST.test(typed)) onChange(typed);
      }}
      limit={12}
    />
  );
}
