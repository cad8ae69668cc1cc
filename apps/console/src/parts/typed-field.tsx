import { TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';

/** Somebody who types is not asked for after each letter. */
const TYPING_MS = 250;

interface TypedFieldProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  readonly value: string;
  /** Called when somebody has stopped typing. */
  readonly onTyped: (text: string) => void;
}

/** A field of text whose value stands in the address. */
export function TypedField({ value, onTyped, ...props }: TypedFieldProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const tell = useDebouncedCallback(onTyped, TYPING_MS);
  // The way back of the browser changes the address, and the field follows.
  if (known !== value) {
    setKnown(value);
    if (value !== text.trim()) setText(value);
  }
  return (
    <TextInput
      {...props}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        tell(currentTarget.value.trim());
      }}
    />
  );
}
