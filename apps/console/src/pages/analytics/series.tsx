import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { Card, Chip, Group, ScrollArea, Stack, Table, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { bucketText, MEASURES, type Analytics, type Bucket, type Measure } from './figures.js';
import { count } from './tiles.js';

interface SeriesProps {
  readonly series: Analytics['series'];
  readonly bucket: Bucket;
  readonly timezone: string;
}

/** The period drawn, and the same numbers to read, to hear and to copy. */
export function Series({ series, bucket, timezone }: SeriesProps) {
  const rows = useMemo(
    () => series.map((entry) => ({ ...entry, when: bucketText(entry.at, bucket, timezone) })),
    [series, bucket, timezone],
  );
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        Over time
      </Title>
      <Card withBorder>
        <Chart rows={rows} />
      </Card>
      <Numbers rows={rows} bucket={bucket} />
    </Stack>
  );
}

type Row = Analytics['series'][number] & { readonly when: string };

function Chart({ rows }: { readonly rows: readonly Row[] }) {
  const [drawn, setDrawn] = useState<string[]>(MEASURES.filter(({ isDrawn }) => isDrawn).map(({ key }) => key));
  return (
    <Stack gap="md">
      <Chip.Group multiple value={drawn} onChange={setDrawn}>
        <Group gap={6} role="group" aria-label="What the chart draws">
          {MEASURES.map(({ key, label, color, dash }) => (
            <Chip key={key} value={key} size="xs" variant="outline">
              <Sample color={color} dash={dash} />
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {/* Its numbers stand in the table below, which everybody can read. */}
      <div aria-hidden>
        <LineChart
          h={280}
          data={[...rows]}
          dataKey="when"
          series={MEASURES.filter(({ key }) => drawn.includes(key)).map(({ key, label, color, dash }) => ({
            name: key,
            label,
            color,
            ...(dash !== undefined && { strokeDasharray: dash }),
          }))}
          curveType="linear"
          withDots={rows.length <= 31}
          accessibilityLayer={false}
          valueFormatter={count}
          // What is read again by itself does not move.
          lineProps={{ isAnimationActive: false }}
          xAxisProps={{ minTickGap: 24 }}
          yAxisProps={{ allowDecimals: false }}
        />
      </div>
    </Stack>
  );
}

/** How the line looks that is drawn of it. */
function Sample({ color, dash }: Pick<Measure, 'color' | 'dash'>) {
  return (
    <svg width={26} height={8} aria-hidden style={{ marginInlineEnd: 6 }}>
      <line
        x1={0}
        y1={4}
        x2={26}
        y2={4}
        stroke={`var(--mantine-color-${color.replace('.', '-')})`}
        strokeWidth={2.5}
        strokeDasharray={dash}
      />
    </svg>
  );
}

function Numbers({ rows, bucket }: { readonly rows: readonly Row[]; readonly bucket: Bucket }) {
  return (
    <ScrollArea.Autosize
      mah={360}
      type="auto"
      offsetScrollbars
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'The numbers' }}
    >
      <Table aria-label="The numbers of the chart" stickyHeader verticalSpacing={4} horizontalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{bucket === 'day' ? 'Day' : 'Hour'}</Table.Th>
            {MEASURES.map(({ key, label }) => (
              <Table.Th key={key} ta="end">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.toReversed().map((row) => (
            <Table.Tr key={row.at}>
              <Table.Th scope="row" fw={400} style={{ whiteSpace: 'nowrap' }}>
                {row.when}
              </Table.Th>
              {MEASURES.map(({ key }) => (
                <Table.Td key={key} ta="end">
                  {count(row[key])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
