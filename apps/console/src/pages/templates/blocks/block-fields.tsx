import { Checkbox, SegmentedControl, Stack, Text } from '@mantine/core';
import { WritingField } from '../writing-field.js';
import type { Block } from './block.js';
import { useBlockEditing } from './editing.js';
import { FactsFields } from './facts-fields.js';
import { ImageFields } from './image-fields.js';
import { AddressField, TestField } from './value-field.js';

interface BlockFieldsProps {
  readonly block: Block;
  readonly onChange: (block: Block, field?: string) => void;
}

/** What one block says. The blocks inside it stand below. */
export function BlockFields({ block, onChange }: BlockFieldsProps) {
  const { readOnly } = useBlockEditing();
  switch (block.kind) {
    case 'heading':
      return (
        <Stack gap="xs">
          <WritingField
            label="Says"
            readOnly={readOnly}
            value={block.text}
            onChange={(text) => onChange({ ...block, text }, 'text')}
          />
          <SegmentedControl
            aria-label="Size of the heading"
            size="xs"
            readOnly={readOnly}
            data={[
              { value: 'title', label: 'Title of the mail' },
              { value: 'heading', label: 'Heading of a part' },
            ]}
            value={block.size}
            onChange={(size) => onChange({ ...block, size })}
          />
        </Stack>
      );
    case 'text':
      return (
        <Stack gap="xs">
          <WritingField
            label="Says"
            hasLines
            readOnly={readOnly}
            value={block.text}
            onChange={(text) =>
              onChange({ ...block, text, keepsLines: block.keepsLines || text.includes('\n') }, 'text')
            }
          />
          <Checkbox
            label="Keep line breaks"
            size="xs"
            disabled={readOnly}
            checked={block.keepsLines}
            onChange={({ currentTarget }) => onChange({ ...block, keepsLines: currentTarget.checked })}
          />
        </Stack>
      );
    case 'facts':
      return <FactsFields block={block} onChange={(facts, field) => onChange({ ...block, ...facts }, field)} />;
    case 'button':
      return (
        <Stack gap="xs">
          <WritingField
            label="Says"
            readOnly={readOnly}
            value={block.label}
            onChange={(label) => onChange({ ...block, label }, 'label')}
          />
          <AddressField
            label="Leads to"
            description="A message without this link shows a button that leads nowhere: put it into an “Only if”."
            value={block.url}
            onChange={(url) => onChange({ ...block, url }, 'url')}
          />
          <SegmentedControl
            aria-label="Look"
            size="xs"
            readOnly={readOnly}
            data={[
              { value: 'button', label: 'Button' },
              { value: 'link', label: 'Link' },
            ]}
            value={block.look}
            onChange={(look) => onChange({ ...block, look })}
          />
        </Stack>
      );
    case 'image':
      return <ImageFields block={block} onChange={(image, field) => onChange({ ...block, ...image }, field)} />;
    case 'condition':
      return (
        <Stack gap="xs">
          <TestField
            label="Depends on"
            value={block.test}
            onChange={(test) => onChange({ ...block, test: test ?? block.test }, 'test')}
          />
          <SegmentedControl
            aria-label="Shown when"
            size="xs"
            readOnly={readOnly}
            data={[
              { value: 'there', label: 'Shown if it is there' },
              { value: 'away', label: 'Shown if it is not' },
            ]}
            value={block.negated ? 'away' : 'there'}
            onChange={(when) => onChange({ ...block, negated: when === 'away' })}
          />
          <Checkbox
            label="Something else otherwise"
            size="xs"
            disabled={readOnly || (block.otherwise?.length ?? 0) > 0}
            checked={block.otherwise !== null}
            onChange={({ currentTarget }) => onChange({ ...block, otherwise: currentTarget.checked ? [] : null })}
          />
        </Stack>
      );
    case 'code':
      return (
        <WritingField
          label="HTML and variables, as they are written"
          hasLines
          isCode
          readOnly={readOnly}
          value={block.text.replace(/\n$/, '')}
          onChange={(text) => onChange({ ...block, text: `${text}\n` }, 'text')}
        />
      );
    case 'links':
      return <Text size="sm">The links to see, move and cancel the booking, as far as it has any.</Text>;
    case 'divider':
    case 'columns':
      return null;
  }
}
