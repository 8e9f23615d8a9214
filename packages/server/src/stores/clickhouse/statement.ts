/** A statement as the query engine writes it → the text and named parameters that ClickHouse takes. */
import type { Statement } from '../event-store.ts';
import type { Snapshot } from './commits.ts';

export interface BoundStatement {
  text: string;
  params: Record<string, string | number | boolean>;
}

/** Quoted text and names, which stay as they are; then placeholders and the names of views. */
const TOKENS =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`[^`]*`|\?|\b(?:all_events|all_visits|hot_visits)\b/g;

/**
 * Gives each `?` the type of its value, and each view the commit up to which it reads: all of a
 * statement sees the same state, whatever is written meanwhile.
 */
export function bindStatement({ text, params }: Statement, snapshot: Snapshot): BoundStatement {
  const bound: BoundStatement['params'] = {};
  let index = 0;
  const written = text.replaceAll(TOKENS, (token) => {
    if (token.startsWith('all_') || token.startsWith('hot_')) return viewAt(token, snapshot);
    if (token !== '?') return token;
    const value = params[index];
    if (value === undefined) throw new RangeError(`No value for parameter ${index + 1}.`);
    const name = `p${index++}`;
    if (value === null) return 'NULL';
    bound[name] = value;
    return `{${name}:${typeOf(value)}}`;
  });
  if (index !== params.length)
    throw new RangeError(`${params.length} values for ${index} parameters.`);
  return { text: written, params: bound };
}

/** Views of this suffix also decide the visits of open days. */
export const OF_OPEN_DAYS = '_deciding';

export function viewAt(view: string, { number, segment, hasOpenDays }: Snapshot): string {
  return `${view}${hasOpenDays ? OF_OPEN_DAYS : ''}(commit = ${number}, segment = ${segment})`;
}

function typeOf(value: string | number | boolean): string {
  if (typeof value === 'string') return 'String';
  if (typeof value === 'boolean') return 'Bool';
  return Number.isInteger(value) ? 'Int64' : 'Float64';
}
