import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { useNavigate } from 'react-router';
import { CHANNEL_CHOICES, type Channel } from '../../parts/words.js';
import { templatePath, type TemplateSummary } from './template-api.js';

/** Asks what a new template is called, and opens it. Nothing is stored before it is saved. */
export function NewTemplate({ known }: { readonly known: readonly TemplateSummary[] }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
        New template
      </Button>
      <Modal opened={opened} onClose={close} title="Write a new template" centered>
        <NewForm known={known} onCancel={close} />
      </Modal>
    </>
  );
}

function NewForm({ known, onCancel }: { readonly known: readonly TemplateSummary[]; readonly onCancel: () => void }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [locale, setLocale] = useState('en');
  const [channel, setChannel] = useState<Channel>('email');
  const [asked, setAsked] = useState(false);
  const name = nameOf(title);
  const language = languageTag(locale);
  const wrong = {
    title: name === '' ? 'Give it a name with a letter in it, such as Birthday' : taken(),
    locale: language === null ? 'Write a language such as en, es or pt-BR' : undefined,
  };

  function taken(): string | undefined {
    const same = known.some(
      (one) => one.name === name && one.template_type === channel && one.locale === (language ?? locale),
    );
    return same ? 'There is one of this name, channel and language already: open that one' : undefined;
  }

  const begin = (event: SubmitEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (wrong.title !== undefined || language === null) return;
    void navigate(`${templatePath({ name, channel, locale: language })}&new=1`);
  };
  return (
    <form onSubmit={begin} noValidate>
      <Stack>
        <TextInput
          label="Name"
          description={name === '' ? 'What the message is about' : `Programs call it ${name}`}
          value={title}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
          error={asked && wrong.title}
          autoComplete="off"
          data-autofocus
        />
        <SegmentedControl
          aria-label="Channel"
          fullWidth
          data={[...CHANNEL_CHOICES]}
          value={channel}
          onChange={setChannel}
        />
        <TextInput
          label="Language"
          description="As a tag: en, es, pt-BR"
          value={locale}
          onChange={({ currentTarget }) => setLocale(currentTarget.value)}
          error={asked && wrong.locale}
          autoComplete="off"
        />
        <Text size="sm">Nobody gets it before it is saved and something sends it.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Leave it
          </Button>
          <Button type="submit">Begin to write</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** "Happy birthday!" becomes `happy_birthday`, as the service names templates. */
function nameOf(title: string): string {
  const words = title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '');
  return words.slice(0, 60);
}

function languageTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.trim())[0] ?? null;
  } catch {
    return null;
  }
}
