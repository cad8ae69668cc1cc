import { Button, Group, Modal, NativeSelect, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';
import { addDays, dayOf, startOfDay } from '../../parts/days.js';
import { readHistory } from '../../parts/notifications.js';
import { Failed } from '../../parts/states.js';
import { reasonText, sentence } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { TemplateSelect } from './filter-bar.js';
import { FAILED_REASONS } from './reasons.js';
import { redriveText } from './redrive-text.js';

type Request = components['schemas']['Redrive'];
/** Messages that are counted before it is said "or more". */
const COUNTED = 200;
const MOST = 10_000;

/** Sends again what failed, after an outage for example. For admins. */
export function Redrive() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={open}>
        Send failed ones again
      </Button>
      <Modal opened={opened} onClose={close} title="Send failed messages again">
        <RedriveForm onDone={close} />
      </Modal>
    </>
  );
}

function RedriveForm({ onDone }: { readonly onDone: () => void }) {
  const { shop } = useSession();
  const queries = useQueryClient();
  const [since, setSince] = useState(() => addDays(dayOf(Date.now(), shop.timezone), -1));
  const [reason, setReason] = useState('');
  const [template, setTemplate] = useState('');
  const [limit, setLimit] = useState(1_000);
  const which = {
    ...(reason !== '' && { reason: reason as NonNullable<Request['reason']> }),
    ...(template !== '' && { template_name: template }),
  };
  const failed = useQuery({
    queryKey: ['notifications', 'failed', which],
    queryFn: () => readHistory({ status: 'failed', limit: COUNTED, ...which }),
  });
  const doing = useMutation({
    mutationFn: () =>
      body(
        api.POST('/api/v2/notifications/history/redrive', {
          body: { since: startOfDay(since, shop.timezone), limit, ...which },
        }),
      ),
    onSuccess: async ({ redriven }) => {
      onDone();
      notifications.show({
        message: redriven === 1 ? 'One message goes out again.' : `${redriven} messages go out again.`,
      });
      await queries.invalidateQueries({ queryKey: ['notifications'] });
    },
  });
  return (
    <Stack>
      <TextInput
        type="date"
        label="Failed since"
        value={since}
        onChange={({ currentTarget: { value } }) => setSince(value)}
      />
      <NativeSelect
        label="Failed because"
        data={[
          { value: '', label: 'Of anything' },
          ...FAILED_REASONS.map((value) => ({ value, label: sentence(reasonText(value)) })),
        ]}
        value={reason}
        onChange={({ currentTarget: { value } }) => setReason(value)}
      />
      <TemplateSelect value={template === '' ? undefined : template} onChange={setTemplate} />
      <NumberInput
        label="At most"
        min={1}
        max={MOST}
        allowDecimal={false}
        value={limit}
        onChange={(value) => setLimit(Math.min(MOST, Math.max(1, Number(value) || 1)))}
      />
      <Text size="sm" aria-live="polite">
        {failed.data === undefined
          ? 'Counting…'
          : redriveText({ count: failed.data.items.length, isMore: failed.data.next !== undefined, limit })}
      </Text>
      {doing.error && <Failed error={doing.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          Keep it as it is
        </Button>
        <Button loading={doing.isPending} disabled={since === ''} onClick={() => doing.mutate()}>
          Send again
        </Button>
      </Group>
    </Stack>
  );
}
