/** One of the two fields: a mail provider sends the first, the page the second. */
export class UnsubscribeForm {
  /**
   * As RFC 8058 says.
   * @example "One-Click"
   */
  'List-Unsubscribe'?: string;
  /** What the button of the page does. */
  action?: 'unsubscribe' | 'undo';
}
