const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** The day of an instant, in the reader's own time zone: 26 Nov 2026. */
export function formatDay(instant: string): string {
  return DAY.format(new Date(instant));
}
