import { VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { CHANNEL_TEXT } from '../../parts/words.js';
import { headline, type Captured } from './captured.js';

/** Tells who does not see the list that a message has come. */
export function NewMessages({ messages }: { readonly messages: readonly Captured[] }) {
  const [newest] = messages;
  const [first] = useState(newest?.id);
  return (
    <VisuallyHidden role="status">
      {newest !== undefined &&
        newest.id !== first &&
        `New ${CHANNEL_TEXT[newest.channel]} to ${newest.to}: ${headline(newest)}`}
    </VisuallyHidden>
  );
}
