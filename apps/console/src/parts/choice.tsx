import { Input, SegmentedControl } from '@mantine/core';
import { useId } from 'react';

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly data: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few, all of them in sight, below what it chooses. */
export function Choice<Value extends string>({ label, data, value, onChange }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div>
      <Input.Label id={id} labelElement="div" display="block" mb={2}>
        {label}
      </Input.Label>
      <SegmentedControl<Value> aria-labelledby={id} data={[...data]} value={value} onChange={onChange} />
    </div>
  );
}
