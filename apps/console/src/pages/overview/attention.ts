import type { components } from '../../api/schema.js';
import { isLate } from '../../parts/late.js';
import { durationText } from '../../parts/times.js';
import { CHANNEL_TEXT, sentence, withPeriod } from '../../parts/words.js';

type Status = components['schemas']['StatusAnswer'];

/** Something that a person should look at. */
export interface Matter {
  readonly key: string;
  readonly tone: 'bad' | 'doubt';
  readonly title: string;
  readonly detail: string;
  /** Where more of it is to be seen. */
  readonly to: string;
  readonly label: string;
}

export interface Facts {
  /** `undefined`: not known yet. */
  readonly status: Status | undefined;
  /** Within the last 24 hours. */
  readonly failed: number;
  readonly inDoubt: number;
  /** There may be more in doubt. */
  readonly isMoreInDoubt: boolean;
}

const STATUS = { to: '/status', label: 'Status' } as const;

/** What needs somebody, the worst first. */
export function mattersOf({ status, failed, inDoubt, isMoreInDoubt }: Facts): readonly Matter[] {
  const matters = [
    ...(status === undefined ? [] : [...parts(status), ...channels(status), ...backlog(status)]),
    ...(failed === 0 ? [] : [failedMatter(failed)]),
    ...(inDoubt === 0 ? [] : [doubtMatter(inDoubt, isMoreInDoubt)]),
  ];
  return [...matters.filter(({ tone }) => tone === 'bad'), ...matters.filter(({ tone }) => tone === 'doubt')];
}

function parts({ parts: all }: Status): Matter[] {
  return all.flatMap(({ name, up, detail }): Matter[] => {
    if (!up)
      return [
        { key: name, tone: 'bad', title: `${sentence(name)} is down`, detail: withPeriod(sentence(detail)), ...STATUS },
      ];
    // What the service finds wrong with its own settings stands behind how it is.
    const warning = name === 'api' ? detail.replace(/^answers(; )?/, '') : '';
    return warning === ''
      ? []
      : [
          {
            key: 'warning',
            tone: 'doubt',
            title: 'The service warns',
            detail: withPeriod(sentence(warning)),
            ...STATUS,
          },
        ];
  });
}

function channels({ channels: all }: Status): Matter[] {
  return all
    .filter(({ paused, mode }) => paused || mode === 'not_configured')
    .map(({ channel, paused, reason }) => ({
      key: channel,
      tone: 'bad',
      title: paused ? `${CHANNEL_TEXT[channel]} is paused` : `${CHANNEL_TEXT[channel]} is not set up`,
      detail: withPeriod(reason ?? 'Its messages wait'),
      ...STATUS,
    }));
}

function backlog({ backlog: all }: Status): Matter[] {
  const late = all.filter(({ due, oldest_seconds }) => due > 0 && isLate(oldest_seconds));
  if (late.length === 0) return [];
  const due = late.reduce((sum, each) => sum + each.due, 0);
  const oldest = Math.max(...late.map(({ oldest_seconds }) => oldest_seconds));
  return [
    {
      key: 'late',
      tone: 'doubt',
      title: due === 1 ? 'One message is late' : `${due} messages are late`,
      detail: `The oldest has been due for ${durationText(oldest * 1_000)}.`,
      ...STATUS,
    },
  ];
}

function failedMatter(failed: number): Matter {
  return {
    key: 'failed',
    tone: 'bad',
    title: failed === 1 ? 'One message failed' : `${failed} messages failed`,
    detail: 'Within the last 24 hours. Each says why, and can be sent again.',
    to: '/notifications?status=failed',
    label: 'See them',
  };
}

function doubtMatter(count: number, isMore: boolean): Matter {
  return {
    key: 'doubt',
    tone: 'doubt',
    title: count === 1 ? 'One message is in doubt' : `${count}${isMore ? ' or more' : ''} messages are in doubt`,
    detail: 'Nobody knows yet whether the provider took them. Evidence is looked for; nothing needs to be done.',
    to: '/notifications?state=in_doubt',
    label: 'See them',
  };
}
