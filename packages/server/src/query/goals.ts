/** A site's goals as the query engine knows them; they are evaluated by the query, so they count back in time. */
import type { FilterNode } from './filter-tree.ts';

export interface GoalDefinition {
  id: string;
  /** As shown in answers; the filter takes it as well as the id. */
  name: string;
  /** ISO 4217; revenue under the goal counts amounts of it alone. Null: of any. */
  currency: string | null;
  /**
   * What an event must meet; of the event's own properties, without goals and has_done. A goal of
   * scrolling is met by the pageview on which it happened.
   */
  condition: FilterNode;
}
