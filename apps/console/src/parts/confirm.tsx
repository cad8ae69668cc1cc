import { Button, Code, Group, Modal, Stack, Text, TextInput, type ButtonProps } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent, type ReactNode } from 'react';
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
  /** Has to be typed first, so that nobody does it by a slip. */
  readonly mustType?: string;
  /** For who does not see what the button stands beside. */
  readonly label?: string;
  readonly size?: ButtonProps['size'];
}

/** A button that says what will happen before it happens. A refusal is shown where it was asked for. */
export function Confirm(props: ConfirmProps) {
  const { action, title, children, run, onDone, isGrave = false, disabled = false, mustType, label, size } = props;
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState('');
  const doing = useMutation({
    mutationFn: run,
    onSuccess: () => {
      close();
      onDone?.();
    },
  });
  const color = isGrave ? 'red' : undefined;
  const isTyped = mustType === undefined || typed.trim() === mustType;
  const confirm = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isTyped) doing.mutate();
  };
  return (
    <>
      <Button
        variant={isGrave ? 'light' : 'default'}
        color={color}
        disabled={disabled}
        size={size}
        aria-label={label}
        onClick={() => {
          doing.reset();
          setTyped('');
          open();
        }}
      >
        {action}
      </Button>
      <Modal opened={opened} onClose={close} title={title} centered>
        <Stack component="form" onSubmit={confirm}>
          <Text component="div">{children}</Text>
          {mustType !== undefined && (
            <TextInput
              label={
                <>
                  Type <Code>{mustType}</Code> to go on
                </>
              }
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
          )}
          {doing.error && <Failed error={doing.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep it as it is
            </Button>
            <Button type="submit" color={color} loading={doing.isPending} disabled={!isTyped}>
              {action}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
