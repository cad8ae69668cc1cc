import { Image, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { ImagePicker } from '../image-picker.js';
import type { ImageBlock } from './block.js';
import { useBlockEditing } from './editing.js';
import { quotable } from './print.js';
import { AddressField } from './value-field.js';

/** The card of a mail is no wider. */
const WIDEST = 518;

interface ImageFieldsProps {
  readonly block: ImageBlock;
  readonly onChange: (block: ImageBlock, field?: string) => void;
}

export function ImageFields({ block, onChange }: ImageFieldsProps) {
  const { readOnly } = useBlockEditing();
  const address = 'text' in block.src ? block.src.text : '';
  return (
    <Stack gap="xs">
      {/^https?:/.test(address) && <Image src={address} alt="" mah={120} w="auto" fit="contain" radius="sm" />}
      {!readOnly && (
        <ImagePicker
          onPick={({ url, width }) =>
            onChange({ ...block, src: { text: quotable(url) }, width: width < WIDEST ? width : null })
          }
        />
      )}
      <AddressField
        label="Address of the picture"
        value={block.src}
        onChange={(src) => onChange({ ...block, src }, 'src')}
        error={address === '' && 'text' in block.src ? 'Choose a picture, or give its address' : undefined}
      />
      <TextInput
        label="What is seen on it"
        description="Read aloud to who does not see it, and shown where pictures are off"
        required
        readOnly={readOnly}
        value={block.alt}
        error={block.alt.trim() === '' && 'Say it in a few words'}
        onChange={({ currentTarget }) => onChange({ ...block, alt: quotable(currentTarget.value) }, 'alt')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <NumberInput
          label="Width in pixels"
          placeholder={`${WIDEST}, as wide as the card`}
          min={1}
          max={WIDEST}
          allowDecimal={false}
          readOnly={readOnly}
          value={block.width ?? ''}
          onChange={(width) =>
            onChange(
              { ...block, width: typeof width === 'number' && width > 0 ? Math.min(width, WIDEST) : null },
              'width',
            )
          }
        />
        <AddressField
          label="A click leads to"
          value={block.url ?? { text: '' }}
          onChange={(url) => onChange({ ...block, url: 'text' in url && url.text === '' ? null : url }, 'url')}
        />
      </SimpleGrid>
      {readOnly && <Text size="xs">Only an admin can change it.</Text>}
    </Stack>
  );
}
