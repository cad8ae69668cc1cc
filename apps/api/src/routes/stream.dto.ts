/** An event of the stream, as JSON in its `data`. */
export class StreamEvent {
  /**
   * What changed. `message` is one that the sandbox captured. `more`: more than is told one by one, so what is shown
   * should be asked for again.
   */
  type!: 'notification' | 'message' | 'appointment' | 'template' | 'suppression' | 'status' | 'more';
  /**
   * Its id; of a template name and channel. `suppression`, `status` and `more` have none.
   * @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f"
   */
  id?: string;
}
