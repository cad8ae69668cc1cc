import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './states.js';

interface ConfirmProps {
  /** Of the button that asks, and of the one that does it: a verb. */
  readonly action: string;
  readonly title: string;
  /** What will happen, with names. */
  readonly children: ReactNode;
  readonly run: () => Promise<unknown>;
  readonly onDone?: () => void;
  /** It cannot be taken back. */
  readonly isGrave?: boolean;
  readonly disabled?: boolean;
}

/** A button that says what will happen before it happens. A refusal is shown where it was asked for. */
export function Confirm({ action, title, children, run, onDone, isGrave = false, disabled = false }: ConfirmProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const doing = useMutation({
    mutationFn: run,
    onSuccess: () => {
      close();
      onDone?.();
    },
  });
  const color = isGrave ? 'red' : undefined;
  return (
    <>
      <Button
        variant={isGrave ? 'light' : 'default'}
        color={color}
        disabled={disabled}
        onClick={() => {
          doing.reset();
          open();
        }}
      >
        {action}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }} centered>
        <Stack>
          <Text component="div">{children}</Text>
          {doing.error && <Failed error={doing.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep it as it is
            </Button>
            <Button color={color} loading={doing.isPending} onClick={() => doing.mutate()}>
              {action}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
