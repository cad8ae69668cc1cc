import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import type { Draft } from './draft/history.js';
import type { BookingContext } from './preview/use-preview.js';
import type { TemplateKey } from './template-api.js';

interface SendTestProps {
  readonly of: TemplateKey;
  readonly draft: Draft;
  readonly context: BookingContext;
  readonly disabled: boolean;
}

/** Sends what is written, saved or not, to who is signed in and nobody else. */
export function SendTest({ of: { name, channel }, draft, context, disabled }: SendTestProps) {
  const sending = useMutation({
    mutationFn: () => {
      const text = {
        template_name: name,
        body: draft.body,
        ...(context !== undefined && { context: { ...context } }),
      };
      return body(
        channel === 'email'
          ? api.POST('/api/v2/notifications/test-email', {
              body: { ...text, ...(draft.subject !== null && { subject: draft.subject }) },
            })
          : api.POST('/api/v2/notifications/test-sms', { body: text }),
      );
    },
    onSuccess: ({ message, processing_result, error_message }) =>
      notifications.show({
        message: error_message ?? (processing_result.successful > 0 ? 'It is on its way to you.' : message),
        color: processing_result.successful > 0 ? 'leaf' : 'orange',
      }),
    onError: (error) => notifications.show({ title: 'Not sent', message: error.message, color: 'red' }),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconSend size={16} aria-hidden />}
      loading={sending.isPending}
      disabled={disabled}
      onClick={() => sending.mutate()}
    >
      Send me a test
    </Button>
  );
}
