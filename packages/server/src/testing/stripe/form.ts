/** Bodies and queries as Stripe takes them: `a[b][0][c]=d`. */
export interface Form {
  [key: string]: string | Form;
}

export function parseForm(text: string): Form {
  const form: Form = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part) => part !== '');
    let at = form;
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Form;
    at[path.at(-1)!] = value;
  }
  return form;
}

export const textOf = (value: string | Form | undefined): string | null =>
  typeof value === 'string' ? value : null;
export const formOf = (value: string | Form | undefined): Form =>
  typeof value === 'object' ? value : {};
