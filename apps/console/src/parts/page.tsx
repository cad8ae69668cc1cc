import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, NavigationType, useNavigationType } from 'react-router';

interface PageProps {
  /** The one `h1`, and the title of the window. */
  readonly title: string;
  /** One line below it. */
  readonly lead?: ReactNode;
  /** The list that a page of one thing belongs to. */
  readonly within?: { readonly to: string; readonly label: string };
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page. Whoever comes by a link hears its title first. */
export function Page({ title, lead, within, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Booking Notifications`);
  const heading = useRef<HTMLHeadingElement>(null);
  const cameBy = useNavigationType();
  useEffect(() => {
    if (cameBy === NavigationType.Push) heading.current?.focus();
  }, [cameBy]);
  return (
    <Stack gap="lg" maw={1280} mx="auto">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Stack gap={2} miw={0}>
          {within && (
            <Anchor component={Link} to={within.to} size="sm">
              ← {within.label}
            </Anchor>
          )}
          <Title order={1} size="h2" ref={heading} tabIndex={-1} className="data">
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" component="div">
              {lead}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
