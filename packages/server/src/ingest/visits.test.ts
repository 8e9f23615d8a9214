/** What a late event may rely on while others are on their way to the disk. */
import { expect, test } from 'vitest';
import { OpenVisits, type OpenVisit, type VisitProperties } from './visits.ts';

const MINUTE = 60_000;
const NONE = () => 0;
const properties = {} as VisitProperties;

/** An event of ann at a minute joins her visit, or opens one, and is on its way to the disk. */
function send(visits: OpenVisits, minute: number): OpenVisit {
  const ts = minute * MINUTE;
  const visit = visits.find(1, 'ann', ts) ?? visits.open(1, 'ann', { startedMs: ts, properties });
  visits.join(visit, ts);
  return visit;
}
function settle(visits: OpenVisits, minute: number, visit: OpenVisit, isDurable: boolean): void {
  visits.settle({ site: 1, visitor: 'ann', ts: minute * MINUTE }, visit, isDurable);
}
const findForLate = (visits: OpenVisits, minute: number, ownPending: typeof NONE = NONE) =>
  visits.findForLate(1, 'ann', minute * MINUTE, ownPending);

test('a visit that may be refused yet is certain only for what is refused with it', () => {
  const visits = new OpenVisits();
  const visit = send(visits, 0);
  expect(findForLate(visits, 1)).toBeUndefined();
  expect(findForLate(visits, 1, () => 1)).toBe(visit);
  settle(visits, 0, visit, true);
  expect(findForLate(visits, 1)).toBe(visit);
});

test('an event that may be refused yet counts where the visit is the same without it, and bridges nothing', () => {
  const visits = new OpenVisits();
  const visit = send(visits, 0);
  settle(visits, 0, visit, true);
  send(visits, 20);
  expect(findForLate(visits, 30)).toBe(visit);
  expect(findForLate(visits, 31)).toBeUndefined();
  settle(visits, 20, visit, true);
  expect(findForLate(visits, 31)).toBe(visit);
});

test('what was refused prolongs nothing, though others were on their way with it', () => {
  const visits = new OpenVisits();
  const visit = send(visits, 0);
  settle(visits, 0, visit, true);
  send(visits, 10);
  send(visits, 20);
  settle(visits, 20, visit, false);
  settle(visits, 10, visit, true);
  expect(findForLate(visits, 41)).toBeNull();
  expect(findForLate(visits, 40)).toBe(visit);
});

test('before what it was told to know of, nothing is certain', () => {
  const visits = new OpenVisits(0);
  expect(findForLate(visits, 30)).toBeNull();
  expect(findForLate(visits, 29)).toBeUndefined();
  visits.sweep(36 * MINUTE);
  expect(findForLate(visits, 30)).toBeUndefined();
  expect(findForLate(visits, 31)).toBeNull();
});
