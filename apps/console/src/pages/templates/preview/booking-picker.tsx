import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { notificationOf, readHistory } from '../../../parts/notifications.js';
import { timeText } from '../../../parts/times.js';
import { useSession } from '../../../session/session.js';
import type { TemplateKey } from '../template-api.js';
import type { BookingContext } from './use-preview.js';

const SAMPLE = 'sample';

/** Chooses what the preview is filled with: examples, or a message that was sent or waits. */
export function BookingPicker({
  of: { name, channel },
  onPick,
}: {
  readonly of: TemplateKey;
  readonly onPick: (context: BookingContext) => void;
}) {
  const { shop } = useSession();
  const [chosen, setChosen] = useState(SAMPLE);
  const recent = useQuery({
    queryKey: ['notifications', 'for preview', name, channel],
    queryFn: () => readHistory({ limit: 20, template_name: name, notification_type: channel }),
  });
  const picked = useQuery({ ...notificationOf(chosen), enabled: chosen !== SAMPLE });
  const context = chosen === SAMPLE ? undefined : picked.data?.context;
  const pick = useEffectEvent(() => onPick(context ?? undefined));
  // By its content: the same booking is read again whenever something changes.
  const content = JSON.stringify(context);
  useEffect(() => pick(), [content]);

  const bookings = recent.data?.items ?? [];
  return (
    <Select
      label="Filled with"
      description={bookings.length === 0 ? 'Real bookings stand here once there are messages of this kind' : undefined}
      error={picked.error && 'This message cannot be read now'}
      data={[
        { value: SAMPLE, label: 'A sample booking' },
        ...bookings.map(({ id, recipient, created_at }) => ({
          value: id,
          label: `${recipient ?? 'Erased'}, ${timeText(created_at, shop.timezone)}`,
        })),
      ]}
      value={chosen}
      onChange={(value) => setChosen(value ?? SAMPLE)}
      allowDeselect={false}
    />
  );
}
