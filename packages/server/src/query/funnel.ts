/** What a funnel is to the query engine. */
import type { FilterNode } from './filter-tree.ts';

export interface FunnelDefinition {
  /** Nothing else may happen between two steps. */
  isStrict: boolean;
  /** 2 to 8. What an event must meet, of its own properties, as the condition of a goal. */
  steps: readonly FilterNode[];
}
