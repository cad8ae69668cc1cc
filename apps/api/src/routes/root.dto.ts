/** Where to go from here. */
export class Links {
  /** @example "Booking Notifications" */
  name!: string;
  /**
   * For people, in a browser.
   * @example "/console/"
   */
  console!: string;
  /**
   * Every call, to read and to try.
   * @example "/docs"
   */
  docs!: string;
  /** @example "/openapi.json" */
  openapi!: string;
  /**
   * What each error means.
   * @example "/problems"
   */
  problems!: string;
  /** @example { "live": "/health/live", "ready": "/health/ready" } */
  health!: Record<string, string>;
  /** @example "/metrics" */
  metrics!: string;
}
