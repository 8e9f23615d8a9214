/** Goals of the fake API: kept in memory, with the one rule that pages show of it. */
import type { Goal } from '@purestat/vocabulary';
import type { ApiAnswer, ApiRequest } from './fake-api.ts';

/** An event goal; `number` makes its id. */
export function fakeGoal(number: number, event: string, changes: Partial<Goal> = {}): Goal {
  return {
    id: `goal${number}`,
    goal_type: 'event',
    name: event,
    page_path: null,
    event_name: event,
    scroll_percent: null,
    properties: {},
    currency: null,
    created_at: '2026-11-01T08:00:00.000Z',
    ...changes,
  };
}

const PATH = /^\/org\/\w+\/site\/\w+\/goal(?:\/(\w+))?$/;

export const SUGGESTED = {
  suggestions: [{ event_name: 'purchase', events: 246, visitors: 233 }],
  date_from: '2026-08-21',
  date_to: '2026-11-19',
};

function save(goals: Goal[], body: Partial<Goal>, id: string | undefined): ApiAnswer {
  const name = body.name ?? body.event_name ?? `Visit ${body.page_path}`;
  if (goals.some((other) => other.name === name && other.id !== id)) {
    const message = `another goal is called "${name}" already; give this one a name of its own`;
    const details = [{ path: 'name', message }];
    return { status: 409, body: { error: { code: 'CONFLICT', message, details } } };
  }
  const blank = { page_path: null, event_name: null, scroll_percent: null };
  const goal = fakeGoal(goals.length + 1, name, { ...blank, ...body, name, ...(id && { id }) });
  const at = goals.findIndex((other) => other.id === id);
  if (at === -1) goals.push(goal);
  else goals[at] = goal;
  return { status: at === -1 ? 201 : 200, body: { goal } };
}

/** @returns undefined for what is not about goals */
export function handleGoals(goals: Goal[], request: ApiRequest): ApiAnswer | undefined {
  const match = PATH.exec(request.path);
  if (match === null) return undefined;
  const [, id] = match;
  if (id === 'suggestions') {
    const suggestions = SUGGESTED.suggestions.filter(
      ({ event_name }) => !goals.some((goal) => goal.event_name === event_name),
    );
    return { status: 200, body: { ...SUGGESTED, suggestions } };
  }
  if (request.method === 'GET') return { status: 200, body: { goals } };
  if (request.method !== 'DELETE') return save(goals, request.body as Partial<Goal>, id);
  goals.splice(
    goals.findIndex((goal) => goal.id === id),
    1,
  );
  return { status: 204 };
}
