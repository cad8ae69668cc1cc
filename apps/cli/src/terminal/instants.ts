/** Such as `2026-12-01 19:00`, in UTC. */
export function minuteOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}
