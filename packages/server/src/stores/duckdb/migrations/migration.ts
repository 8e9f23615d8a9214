/** One forward-only change of the schema. Never edited after a release. */
export interface Migration {
  /** `NNNN_table_verb_thing`; applied in this order, once. */
  readonly id: string;
  readonly up: readonly string[];
}
