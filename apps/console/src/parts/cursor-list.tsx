import { Button, Center, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { ListPage } from '../api/client.js';
import { Shown } from './states.js';

interface Column<Item> {
  readonly head: string;
  readonly cell: (item: Item) => ReactNode;
  /** Left out where there is little room. */
  readonly isExtra?: boolean;
}

interface CursorListProps<Item> {
  /** Says what the list is, to who does not see it. */
  readonly label: string;
  readonly queryKey: QueryKey;
  readonly read: (cursor: string | undefined) => Promise<ListPage<Item>>;
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  readonly empty: ReactNode;
}

/** A list that is read page by page, as far as somebody wants to see. */
export function CursorList<Item>({ label, queryKey, read, columns, keyOf, empty }: CursorListProps<Item>) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // More is read again with each change than anybody looks at.
    maxPages: 20,
  });
  return (
    <Shown of={list} empty={{ when: ({ pages }) => pages.every(({ items }) => items.length === 0), show: empty }}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        return (
          <Stack gap="sm">
            <Table.ScrollContainer minWidth={0}>
              <Table highlightOnHover verticalSpacing="xs" aria-label={label}>
                <Table.Thead>
                  <Table.Tr>
                    {columns.map(({ head, isExtra }) => (
                      <Table.Th key={head} visibleFrom={isExtra === true ? 'md' : undefined}>
                        {head}
                      </Table.Th>
                    ))}
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item) => (
                    <Table.Tr key={keyOf(item)}>
                      {columns.map(({ head, cell, isExtra }) => (
                        <Table.Td key={head} className="data" visibleFrom={isExtra === true ? 'md' : undefined}>
                          {cell(item)}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <Center>
              {list.hasNextPage ? (
                <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                  Show more
                </Button>
              ) : (
                <Text size="sm" c="dimmed">
                  {items.length === 1 ? 'One, and no more.' : `All ${items.length} are shown.`}
                </Text>
              )}
            </Center>
          </Stack>
        );
      }}
    </Shown>
  );
}
