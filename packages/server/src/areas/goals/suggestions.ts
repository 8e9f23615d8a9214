/** Events that a site has sent and that no goal counts yet: what one click may make a goal of. */
import type { Goal, GoalSuggestions } from '@purestat/vocabulary';

/** What is asked of the figures; with a day more than 90, as the period is called. */
const SUGGESTIONS_PERIOD = '91d';
const MAX_SUGGESTIONS = 50;
/** Names that are never suggested. */
const NO_GOALS = ['pageview'];

/** Enough for all that may be left out. @param goals how many the site has */
export const suggestionsQuery = (goals: number): object => ({
  period: SUGGESTIONS_PERIOD,
  metrics: ['events', 'visitors'],
  dimensions: ['event_name'],
  limit: goals + NO_GOALS.length + MAX_SUGGESTIONS,
});

/** @param rows events by name, the most frequent first */
export function suggestionsFrom(
  rows: readonly object[],
  goals: readonly Goal[],
): GoalSuggestions['suggestions'] {
  const taken = new Set([...NO_GOALS, ...goals.map(({ event_name }) => event_name)]);
  return (rows as GoalSuggestions['suggestions'])
    .filter(({ event_name }) => !taken.has(event_name))
    .slice(0, MAX_SUGGESTIONS);
}
