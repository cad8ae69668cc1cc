import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { readCsv, type AnalyticsQuery } from '../../parts/analytics.js';

/** The numbers of the chart as a file for a spreadsheet. */
export function CsvLink({ query }: { readonly query: AnalyticsQuery }) {
  const loading = useMutation({
    mutationFn: () => readCsv(query),
    onSuccess: (csv) => save(csv, `messages-${query.days ?? 30}-days.csv`),
    onError: (error) => notifications.show({ color: 'red', title: 'No file was made', message: error.message }),
  });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={loading.isPending}
      onClick={() => loading.mutate()}
    >
      Download CSV
    </Button>
  );
}

/** A link cannot ask for a kind of answer, so the file is fetched and handed over. */
function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
