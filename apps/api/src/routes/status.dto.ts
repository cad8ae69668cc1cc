import { CHANNELS, LANES, type PartName, type SystemStatus } from '@booking/notifications-core';
import { OneOf } from '../http/field-rules.js';

export class PartStatus {
  /** @example "worker" */
  name!: PartName;
  /** @example true */
  up!: boolean;
  /**
   * How it is, or what is wrong, what that means and what to do.
   * @example "runs, and sends what is due"
   */
  detail!: string;
}

export class ChannelStatus {
  @OneOf(...CHANNELS) channel!: 'email' | 'sms';
  /**
   * `sandbox`: messages are captured instead of sent.
   * @example "live"
   */
  mode!: 'live' | 'sandbox' | 'not_configured';
  /** @example true */
  paused!: boolean;
  /**
   * Why its messages wait, and what to do. `null`: they do not wait.
   * @example "SendGrid takes no more for now, so its messages wait 12 s; nothing needs to be done"
   */
  reason!: string | null;
  /** When the pause began. `null`: there is none, or it is not known. */
  since!: Date | null;
}

export class LaneBacklog {
  @OneOf(...LANES) lane!: 'urgent' | 'reminder' | 'bulk';
  @OneOf(...CHANNELS) channel!: 'email' | 'sms';
  /**
   * Due, and not sent yet. Counted up to 10,000.
   * @example 3
   */
  due!: number;
  /**
   * How long the oldest has been due. 0 when none is.
   * @example 1.5
   */
  oldest_seconds!: number;
}

export class StatusAnswer implements SystemStatus {
  parts!: PartStatus[];
  channels!: ChannelStatus[];
  /** One entry for each lane and channel. Empty while Postgres is away. */
  backlog!: LaneBacklog[];
  /**
   * How late the latest messages went out after they were due: 95 of a hundred within so many milliseconds. `null`: none
   * went out within the last five minutes.
   * @example 14
   */
  lag_ms!: number | null;
}
