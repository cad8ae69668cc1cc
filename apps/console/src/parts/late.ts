/** A message that is due goes out within a second or two. This long is a jam. */
const LATE_SECONDS = 60;

/** @param seconds for which the oldest message has been due. */
export function isLate(seconds: number): boolean {
  return seconds >= LATE_SECONDS;
}
