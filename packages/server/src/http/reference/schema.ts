/** A schema as nested lists of fields. */
import { resolve, type Components } from '../description/sample.ts';
import type { Schema } from '../description/types.ts';
import { html, inline, type Html } from './html.ts';

const DEEPEST = 5;

/** @returns the fields under a schema, or nothing where it has none */
export function fieldsOf(schema: Schema, components: Components, depth = 0): Html | undefined {
  if (depth > DEEPEST) return undefined;
  const { properties = {}, required = [], items, ...rest } = resolve(schema, components);
  const inner =
    items ??
    (typeof rest.additionalProperties === 'object' ? rest.additionalProperties : undefined);
  if (Object.keys(properties).length === 0) {
    const choices = (rest.oneOf ?? rest.anyOf ?? []).map((one) =>
      fieldsOf(one, components, depth + 1),
    );
    if (choices.some(Boolean))
      return html`${choices.filter(Boolean).map((one) => html`<div class="choice">${one}</div>`)}`;
    return inner === undefined ? undefined : fieldsOf(inner, components, depth + 1);
  }
  return html`<ul class="fields">
    ${Object.entries(properties).map(([name, property]) => {
      const resolved = resolve(property, components);
      return html`<li>
        <code class="name">${name}</code> <span class="type">${typeOf(resolved, components)}</span>
        ${required.includes(name) && html`<span class="required">required</span>`}
        <span>${inline(resolved.description)}</span>
        ${fieldsOf(property, components, depth + 1)}
      </li>`;
    })}
  </ul>`;
}

/** In a few words: `string, 1 to 100 characters`, `list of Goal`, `one of a, b`. */
export function typeOf(schema: Schema, components: Components): string {
  const resolved = resolve(schema, components);
  if (resolved.const !== undefined) return JSON.stringify(resolved.const);
  if (resolved.enum)
    return `one of ${resolved.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const choices = resolved.oneOf ?? resolved.anyOf;
  if (choices) return [...new Set(choices.map((one) => typeOf(one, components)))].join(' or ');
  const names = [resolved.type].flat().filter((name) => name !== undefined);
  if (names.includes('array')) return `list of ${typeOf(resolved.items ?? {}, components)}`;
  const about = [resolved.format, boundsOf(resolved)].filter(Boolean).join(', ');
  return [names.join(' or ') || 'anything', about].filter(Boolean).join(', ');
}

function boundsOf({ minLength, maxLength, minimum, maximum }: Schema): string {
  if (maxLength !== undefined) return `${minLength ?? 0} to ${maxLength} characters`;
  if (Math.abs(maximum ?? Infinity) < Number.MAX_SAFE_INTEGER)
    return `${minimum ?? ''} to ${maximum}`;
  return '';
}
