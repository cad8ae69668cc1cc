import { Accordion, Table, Text } from '@mantine/core';
import type { ItemDetail } from '../../parts/notifications.js';
import { sentence } from '../../parts/words.js';

/** What filled the template, folded away. */
export function ContextOf({ item: { context } }: { readonly item: ItemDetail }) {
  const rows = Object.entries(context).flatMap(([name, value]) => rowsOf(name, value));
  return (
    <Accordion variant="separated" order={2}>
      <Accordion.Item value="context">
        <Accordion.Control>What its text was filled with</Accordion.Control>
        <Accordion.Panel>
          {rows.length === 0 ? (
            <Text c="dimmed">Nothing: its template has no variables, or the client was erased.</Text>
          ) : (
            <Table aria-label="What the text was filled with" layout="fixed">
              <Table.Tbody>
                {rows.map(([name, value]) => (
                  <Table.Tr key={name}>
                    <Table.Th scope="row" className="data">
                      {name}
                    </Table.Th>
                    <Table.Td className="data">{value}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

/** A value of parts is shown part by part. What is empty is left out. */
function rowsOf(name: string, value: unknown): (readonly [string, string])[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([part, each]) => rowsOf(`${name} ${part}`, each));
  return [[sentence(name.replaceAll('_', ' ')), typeof value === 'string' ? value : JSON.stringify(value)]];
}
