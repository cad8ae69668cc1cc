import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconChartBar } from '@tabler/icons-react';
import { readAnalytics, type AnalyticsQuery } from '../../parts/analytics.js';
import { useFilters } from '../../parts/filters.js';
import { Page } from '../../parts/page.js';
import { Empty, Loading, Shown } from '../../parts/states.js';
import { channelOf } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { ByTemplate } from './by-template.js';
import { CsvLink } from './csv-link.js';
import { bucketOf, daysOf, type Analytics } from './figures.js';
import { FILTERS, Filters } from './period.js';
import { Series } from './series.js';
import { Tiles } from './tiles.js';

/** How many messages were sent, and what became of them. */
export function Component() {
  const { shop } = useSession();
  const { values, set } = useFilters(FILTERS);
  const days = daysOf(values.days);
  const bucket = bucketOf(values.bucket, days);
  const channel = channelOf(values.channel);
  const query: AnalyticsQuery = {
    days,
    bucket,
    timezone: shop.timezone,
    ...(channel && { channel }),
    ...(values.template !== undefined && { template_name: values.template }),
  };
  const analytics = useQuery({
    queryKey: ['analytics', query],
    queryFn: () => readAnalytics(query),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title="Analytics"
      lead={`What was sent in the last ${days} days, by the clock of the shop, and what became of it.`}
      actions={<CsvLink query={query} />}
    >
      <Filters values={values} days={days} bucket={bucket} set={set} />
      <Shown of={analytics} loading={<Loading rows={10} />} empty={{ when: isNothing, show: <Nothing /> }}>
        {(found) => (
          <>
            <Tiles analytics={found} />
            <Series series={found.series} bucket={bucket} timezone={shop.timezone} />
            <ByTemplate templates={found.by_template} />
          </>
        )}
      </Shown>
    </Page>
  );
}

function isNothing({ totals }: Analytics): boolean {
  return Object.values(totals).every((count) => count === 0);
}

function Nothing() {
  return (
    <Empty title="Nothing was sent in this time" icon={IconChartBar}>
      Choose a longer time, or fewer filters. Messages count here within seconds.
    </Empty>
  );
}
