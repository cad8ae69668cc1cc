import { Alert, type AlertProps } from '@mantine/core';

/** A word beside what one does. Its title is dark enough to be read on every colour. */
export function Notice(props: AlertProps) {
  return <Alert variant="light" styles={{ title: { color: 'var(--mantine-color-text)' } }} {...props} />;
}
