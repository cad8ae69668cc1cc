import { Group, Text } from '@mantine/core';
import { IconAddressBook, IconSearch } from '@tabler/icons-react';
import { api, listPage } from '../../api/client.js';
import { Choice } from '../../parts/choice.js';
import { CursorList } from '../../parts/cursor-list.js';
import { useFilters } from '../../parts/filters.js';
import { Moment } from '../../parts/moment.js';
import { Page } from '../../parts/page.js';
import { Empty } from '../../parts/states.js';
import { CAUSES } from '../../parts/suppression-words.js';
import { Lift, shownAddress, type Suppression } from '../../parts/suppression.js';
import { TypedField } from '../../parts/typed-field.js';
import { CHANNEL_CHOICES, CHANNEL_TEXT, CHANNEL_WORD, channelOf, type Channel } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { AddSuppression } from './add-suppression.js';

const FILTERS = ['channel', 'address'] as const;

/** Addresses that are not written to: who said no, and what comes back. */
export function Component() {
  const { role } = useSession();
  const { values, set } = useFilters(FILTERS);
  const channel = channelOf(values.channel);
  const address = values.address;
  const filters = { ...(channel && { channel }), ...(address !== undefined && { address }) };
  return (
    <Page
      title="Opt-outs"
      lead="Addresses that nothing is sent to, and why. Newest first."
      actions={role === 'admin' && <AddSuppression />}
    >
      <Group align="flex-end">
        <Choice
          label="Channel"
          data={[{ value: '', label: 'All' }, ...CHANNEL_CHOICES]}
          value={channel ?? ''}
          onChange={(chosen) => set({ channel: chosen })}
        />
        <TypedField
          type="search"
          label="Address"
          placeholder="whole email or phone number"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={address ?? ''}
          onTyped={(typed) => set({ address: typed })}
          miw={280}
        />
      </Group>
      <CursorList<Suppression>
        label="Opt-outs"
        queryKey={['suppressions', 'list', filters]}
        read={(cursor) =>
          listPage(
            api.GET('/api/v2/suppressions', {
              params: { query: { limit: 50, ...filters, ...(cursor !== undefined && { cursor }) } },
            }),
          )
        }
        keyOf={(entry) => `${entry.channel} ${entry.address} ${entry.cause}`}
        columns={[
          { head: 'Address', cell: (entry) => <Address entry={entry} /> },
          { head: 'Why, and what ends it', cell: (entry) => <Why entry={entry} /> },
          { head: 'Since', isExtra: true, cell: ({ created_at }) => <Moment at={created_at} /> },
        ]}
        empty={<None channel={channel} address={address} />}
      />
    </Page>
  );
}

function Address({ entry: { channel, address } }: { readonly entry: Suppression }) {
  return (
    <>
      {/* A number stays in one line, also on a phone. */}
      <Text inherit miw="8.5rem">
        {shownAddress(address)}
      </Text>
      <Text size="sm" c="dimmed">
        {CHANNEL_TEXT[channel]}
      </Text>
    </>
  );
}

function Why({ entry }: { readonly entry: Suppression }) {
  const { label, lift } = CAUSES[entry.cause];
  return (
    <Group justify="space-between" gap="xs">
      <div>
        <Text inherit fw={500}>
          {label}
        </Text>
        <Text size="sm" c="dimmed">
          {lift}
        </Text>
      </div>
      <Lift entry={entry} />
    </Group>
  );
}

function None({ channel, address }: { readonly channel: Channel | undefined; readonly address: string | undefined }) {
  if (address !== undefined)
    return (
      <Empty title={`${address} is not on the list`} icon={IconAddressBook}>
        It may be written to{channel === undefined ? '' : ` by ${CHANNEL_WORD[channel]}`}. The whole address is looked
        for: a part of it finds nothing.
      </Empty>
    );
  return (
    <Empty title="Nobody has opted out" icon={IconAddressBook}>
      Addresses appear here when somebody unsubscribes, answers STOP, or when mail to them comes back.
    </Empty>
  );
}
