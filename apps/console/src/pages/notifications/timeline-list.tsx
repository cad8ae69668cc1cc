import { Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircle, IconClock, IconQuestionMark, type Icon } from '@tabler/icons-react';
import { Moment } from '../../parts/moment.js';
import type { Step, Tone } from './timeline.js';

const LOOKS: Readonly<Record<Tone, { readonly icon: Icon; readonly color: string }>> = {
  good: { icon: IconCheck, color: 'leaf' },
  bad: { icon: IconAlertTriangle, color: 'red' },
  doubt: { icon: IconQuestionMark, color: 'orange' },
  plain: { icon: IconCircle, color: 'gray' },
  todo: { icon: IconClock, color: 'blue' },
};

/** What happened to a message, step by step. */
export function TimelineList({ steps }: { readonly steps: readonly Step[] }) {
  // What is to come is joined by a broken line.
  const done = steps.findIndex(({ tone }) => tone === 'todo');
  return (
    <Timeline role="list" active={(done === -1 ? steps.length : done) - 1} bulletSize={26} lineWidth={2}>
      {steps.map(({ at, title, details, tone }, index) => {
        const { icon: Icon, color } = LOOKS[tone];
        return (
          <Timeline.Item
            key={index}
            role="listitem"
            bullet={<Icon size={14} aria-hidden />}
            color={color}
            lineVariant={steps[index + 1]?.tone === 'todo' ? 'dashed' : 'solid'}
            title={title}
          >
            {at !== null && (
              <Text size="sm" c="dimmed" component="div">
                <Moment at={at} />
              </Text>
            )}
            {details.map((detail) => (
              <Text key={detail} size="sm" className="data">
                {detail}
              </Text>
            ))}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
