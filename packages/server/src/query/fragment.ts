/**
 * SQL text with its values kept apart. Values can only enter as `?` with a bound parameter, for
 * what a template is given is either a fragment or becomes a parameter.
 */
import type { Statement } from '../stores/event-store.ts';

export type Param = string | number | boolean | null;

export class Fragment {
  readonly text: string;
  readonly params: readonly Param[];

  constructor(text: string, params: readonly Param[] = []) {
    this.text = text;
    this.params = params;
  }

  toStatement(): Statement {
    return { text: this.text, params: [...this.params], namesColumns: true };
  }
}

/** Builds a fragment; fragments inside are spliced in, any other value is bound as a parameter. */
export function sql(strings: TemplateStringsArray, ...values: Array<Fragment | Param>): Fragment {
  let text = strings[0]!;
  const params: Param[] = [];
  values.forEach((value, index) => {
    if (value instanceof Fragment) {
      text += value.text;
      params.push(...value.params);
    } else {
      text += '?';
      params.push(value);
    }
    text += strings[index + 1]!;
  });
  return new Fragment(text, params);
}

/** A name or piece of SQL from our own code; never from a request. */
export function raw(text: string): Fragment {
  return new Fragment(text);
}

export function join(parts: readonly Fragment[], separator: string): Fragment {
  return new Fragment(
    parts.map((part) => part.text).join(separator),
    parts.flatMap((part) => part.params),
  );
}

/** All must hold; true when there is none. */
export function allOf(conditions: readonly Fragment[]): Fragment {
  return conditions.length === 0 ? raw('true') : join(conditions, ' AND ');
}
