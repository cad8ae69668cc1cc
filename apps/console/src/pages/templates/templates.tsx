import { Anchor, Badge, Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, listPage } from '../../api/client.js';
import { CursorList } from '../../parts/cursor-list.js';
import { useFilters } from '../../parts/filters.js';
import { Moment } from '../../parts/moment.js';
import { Page } from '../../parts/page.js';
import { Empty } from '../../parts/states.js';
import {
  CHANNEL_CHOICES,
  CHANNEL_TEXT,
  channelOf,
  type Channel,
  languageText,
  templateText,
} from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { NewTemplate } from './new-template.js';
import { templatePath, type TemplateSummary } from './template-api.js';

const FILTERS = ['channel', 'language'] as const;

interface Query {
  readonly template_type?: Channel;
  readonly locale?: string;
}

const readAll = (query: Query) =>
  listPage<TemplateSummary>(
    api.GET('/api/v2/notifications/templates', { params: { query: { active_only: false, ...query } } }),
  );

/** The texts of all messages. */
export function Component() {
  const { role } = useSession();
  const { values, set } = useFilters(FILTERS);
  const channel = channelOf(values.channel);
  const locale = values.language;
  const query: Query = { ...(channel && { template_type: channel }), ...(locale !== undefined && { locale }) };
  const all = useQuery({ queryKey: ['templates', 'all'], queryFn: () => readAll({}) });
  const languages = [...new Set(all.data?.items.map((template) => template.locale) ?? [])].sort();
  return (
    <Page
      title="Templates"
      lead="What your messages say. A change goes live at once, and every version is kept."
      actions={role === 'admin' && <NewTemplate known={all.data?.items ?? []} />}
    >
      <Group align="flex-end">
        <SegmentedControl
          aria-label="Channel"
          data={[{ value: '', label: 'All' }, ...CHANNEL_CHOICES]}
          value={channel ?? ''}
          onChange={(chosen) => set({ channel: chosen })}
        />
        {(languages.length > 1 || locale !== undefined) && (
          <Select
            aria-label="Language"
            placeholder="All languages"
            data={languages.map((tag) => ({ value: tag, label: languageText(tag) }))}
            value={locale ?? null}
            onChange={(chosen) => set({ language: chosen })}
            clearable
          />
        )}
      </Group>
      <CursorList<TemplateSummary>
        label="Templates"
        queryKey={['templates', 'list', query]}
        read={() => readAll(query)}
        keyOf={({ id }) => id}
        columns={[
          { head: 'Message', cell: (template) => <Name template={template} /> },
          { head: 'Channel', cell: ({ template_type }) => CHANNEL_TEXT[template_type] },
          { head: 'Language', isExtra: true, cell: ({ locale: tag }) => languageText(tag) },
          { head: 'Kind', isExtra: true, cell: ({ category }) => (category === 'marketing' ? 'Marketing' : 'Booking') },
          { head: 'Version', isExtra: true, cell: ({ version }) => version },
          { head: 'Last edited', isExtra: true, cell: ({ updated_at }) => <Moment at={updated_at} /> },
          { head: 'State', cell: ({ is_active }) => <OnOff isOn={is_active} /> },
        ]}
        empty={
          <Empty title="No template here" icon={IconTemplate}>
            None has this channel and language. Choose others, or let an admin add one.
          </Empty>
        }
      />
    </Page>
  );
}

function Name({ template: { name, template_type: channel, locale, subject } }: { readonly template: TemplateSummary }) {
  return (
    <Stack gap={0}>
      <Anchor component={Link} to={templatePath({ name, channel, locale })} fw={600} underline="always">
        {templateText(name)}
      </Anchor>
      {subject !== null && (
        <Text size="xs" c="dimmed" lineClamp={1} visibleFrom="md">
          {subject}
        </Text>
      )}
    </Stack>
  );
}

function OnOff({ isOn }: { readonly isOn: boolean }) {
  return (
    <Badge variant="light" color={isOn ? 'leaf' : 'gray'} tt="none" fw={600}>
      {isOn ? 'on' : 'off'}
    </Badge>
  );
}
