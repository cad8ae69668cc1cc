import { Alert, Anchor, Button, Center, Group, List, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMoodEmpty, type Icon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Problem } from '../api/problem.js';

/** While something is read for the first time. */
export function Loading({ rows = 5 }: { readonly rows?: number }) {
  return (
    <Stack gap="sm" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={row === 0 ? 28 : 20} radius="sm" />
      ))}
    </Stack>
  );
}

interface EmptyProps {
  readonly title: string;
  /** What to do, or why there is nothing. */
  readonly children?: ReactNode;
  readonly icon?: Icon;
}

/** Nothing is there, and what one can do about it. */
export function Empty({ title, children, icon: Icon = IconMoodEmpty }: EmptyProps) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={460} ta="center">
        <ThemeIcon size={48} radius="xl" variant="light" color="gray" aria-hidden>
          <Icon size={26} stroke={1.5} />
        </ThemeIcon>
        <Text fw={600}>{title}</Text>
        {children !== undefined && (
          <Text component="div" c="dimmed" size="sm">
            {children}
          </Text>
        )}
      </Stack>
    </Center>
  );
}

/** What went wrong, and what to do. A refusal for want of the role is no error. */
export function Failed({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  if (error instanceof Problem && error.status === 403) return <NotAllowed detail={error.message} />;
  const fields = error instanceof Problem ? error.fields : [];
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={error instanceof Problem ? error.title : 'This part of the page broke'}
      maw={640}
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{error.message}</Text>
        {fields.length > 0 && (
          <List size="sm">
            {fields.map(({ field, message }) => (
              <List.Item key={field + message}>
                <b>{field}</b> {message}
              </List.Item>
            ))}
          </List>
        )}
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function NotAllowed({ detail }: { readonly detail?: string }) {
  return (
    <Empty title="This is not open to you" icon={IconLock}>
      {detail} Ask an admin to do it, or{' '}
      <Anchor component={Link} to="/sign-in" underline="always">
        sign in
      </Anchor>{' '}
      as one.
    </Empty>
  );
}

interface ShownProps<Data> {
  readonly of: Pick<UseQueryResult<Data>, 'data' | 'error' | 'isPending' | 'refetch'>;
  /** In place of `children`, where there is nothing. */
  readonly empty?: { readonly when: (data: Data) => boolean; readonly show: ReactNode };
  readonly loading?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** What a query reads, in whichever state it is. What was read before stays while it cannot be read again. */
export function Shown<Data>({ of: query, empty, loading = <Loading />, children }: ShownProps<Data>) {
  const { data, error, isPending } = query;
  const retry = (): void => void query.refetch();
  if (data === undefined) return isPending ? loading : error ? <Failed error={error} retry={retry} /> : null;
  return (
    <>
      {error && (
        <Group mb="sm">
          <Failed error={error} retry={retry} />
        </Group>
      )}
      {empty?.when(data) === true ? empty.show : children(data)}
    </>
  );
}
