import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { api, body } from '../../api/client.js';
import { fieldErrors, otherError } from '../../parts/field-errors.js';
import { Failed } from '../../parts/states.js';
import { CHANNEL_CHOICES, CHANNEL_TEXT, CHANNEL_WORD, type Channel } from '../../parts/words.js';

/** Puts an address on the list, for somebody who asked to hear no more. */
export function AddSuppression() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button onClick={open}>Add an address</Button>
      <Modal opened={opened} onClose={close} title="Write no more to an address" centered>
        <AddForm onDone={close} />
      </Modal>
    </>
  );
}

function AddForm({ onDone }: { readonly onDone: () => void }) {
  const [channel, setChannel] = useState<Channel>('email');
  const [address, setAddress] = useState('');
  const queries = useQueryClient();
  const adding = useMutation({
    mutationFn: () => body(api.POST('/api/v2/suppressions', { body: { channel, address } })),
    onSuccess: (entry) => {
      void queries.invalidateQueries({ queryKey: ['suppressions'] });
      notifications.show({ message: `${entry.address} gets no more ${CHANNEL_WORD[channel]}.` });
      onDone();
    },
  });
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    adding.mutate();
  };
  const refusal = otherError(adding.error, ['address']);
  return (
    <form onSubmit={add} noValidate>
      <Stack>
        <SegmentedControl
          aria-label="Channel"
          fullWidth
          data={[...CHANNEL_CHOICES]}
          value={channel}
          onChange={setChannel}
        />
        <TextInput
          label={channel === 'email' ? 'Email address' : 'Phone number'}
          type={channel === 'email' ? 'email' : 'tel'}
          value={address}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          error={fieldErrors(adding.error)['address']}
          autoComplete="off"
          data-autofocus
        />
        <Text size="sm">
          {CHANNEL_TEXT[channel]} to this address is stopped, whoever it belongs to. What waits is not sent either. You
          can lift it again.
        </Text>
        {refusal && <Failed error={refusal} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Leave it
          </Button>
          <Button type="submit" loading={adding.isPending}>
            Stop {CHANNEL_WORD[channel]} to it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
