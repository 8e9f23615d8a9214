import type { Layout } from '../tables.ts';

/** One forward-only change of the schema. Never edited after a release. */
export interface Migration {
  /** `NNNN_table_verb_thing`; applied in this order, once. */
  readonly id: string;
  /** Statements that may be carried out again, for one that fails leaves those before it done. */
  up(layout: Layout): string[];
}
