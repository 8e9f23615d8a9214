/** What a caller is told whose query was stopped. */
export function tookTooLong(timeoutMs: number): string {
  const seconds = Math.ceil(timeoutMs / 1000);
  return `The query took longer than ${seconds} s and was stopped. Ask for a shorter period, fewer dimensions or fewer filters.`;
}
