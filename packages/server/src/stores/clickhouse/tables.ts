/**
 * Statements that make tables and views, for one server or for a cluster. On a cluster every table
 * of rows is a replicated one on each node, `NAME_local`, and a distributed one over all of them that
 * sends a row to the shard of its site; views read the latter.
 */

export interface TableDefinition {
  name: string;
  columns: readonly string[];
  engine?: 'MergeTree' | 'AggregatingMergeTree';
  orderBy: string;
  partitionBy?: string;
  /** False: every node holds all rows. */
  isSharded: boolean;
  settings?: Readonly<Record<string, number>>;
}

export interface Layout {
  /** Name of the cluster in the server's configuration; null: one server. */
  cluster: string | null;
  database: string;
}

const name = (text: string) => `\`${text.replaceAll(/[\\`]/g, String.raw`\$&`)}\``;

/** What follows the name in a statement that all nodes must carry out. */
export const onCluster = ({ cluster }: Layout) =>
  cluster === null ? '' : ` ON CLUSTER ${name(cluster)}`;

/** The table that rows are deleted from. */
export function storedTable(table: string, { cluster }: Layout, isSharded = true): string {
  return cluster !== null && isSharded ? `${table}_local` : table;
}

function engineOf({ engine = 'MergeTree', isSharded }: TableDefinition, layout: Layout): string {
  if (layout.cluster === null) return engine;
  // Copies of one shard find each other by the path; of a table that all nodes hold, all do.
  const path = isSharded
    ? '/clickhouse/tables/{shard}/{database}/{table}'
    : '/clickhouse/tables/{database}/{table}';
  const replica = isSharded ? '{replica}' : '{shard}_{replica}';
  return `Replicated${engine}('${path}', '${replica}')`;
}

/** One statement, or on a cluster two. */
export function createTable(table: TableDefinition, layout: Layout): string[] {
  const stored = storedTable(table.name, layout, table.isSharded);
  const settings = Object.entries(table.settings ?? {}).map(([key, value]) => `${key} = ${value}`);
  const parts = [
    `CREATE TABLE IF NOT EXISTS ${stored}${onCluster(layout)} (\n  ${table.columns.join(',\n  ')})`,
    `ENGINE = ${engineOf(table, layout)}`,
    table.partitionBy === undefined ? '' : `PARTITION BY ${table.partitionBy}`,
    `ORDER BY ${table.orderBy}`,
    settings.length === 0 ? '' : `SETTINGS ${settings.join(', ')}`,
  ];
  const statements = [parts.filter((part) => part !== '').join('\n')];
  if (stored !== table.name) {
    const place = [name(layout.cluster!), name(layout.database), stored, 'site'].join(', ');
    statements.push(
      `CREATE TABLE IF NOT EXISTS ${table.name}${onCluster(layout)} AS ${stored} ENGINE = Distributed(${place})`,
    );
  }
  return statements;
}

export function createView(view: string, select: string, layout: Layout): string {
  return `CREATE OR REPLACE VIEW ${view}${onCluster(layout)} AS ${select}`;
}
