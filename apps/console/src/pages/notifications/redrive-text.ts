interface Choice {
  /** Failed messages that are known, whenever they failed. */
  readonly count: number;
  readonly isMore: boolean;
  readonly limit: number;
}

/** What sending again will do, with numbers. */
export function redriveText({ count, isMore, limit }: Choice): string {
  if (count === 0) return 'No message has failed like that.';
  const known =
    count === 1 && !isMore
      ? 'One message has failed like that.'
      : `${count}${isMore ? ' or more' : ''} messages have failed like that.`;
  const most = isMore ? limit : Math.min(count, limit);
  return `${known} Those that failed since that day go out again, ${most} at most and the oldest first. Messages whose time is over, or whose booking was cancelled or changed, are left out.`;
}
