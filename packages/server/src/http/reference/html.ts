/** Text that is HTML already; everything else is escaped where it is put in. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Html | undefined | null | false | readonly Part[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function render(part: Part): string {
  if (part === undefined || part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part).replace(/[&<>"]/g, (character) => ENTITIES[character]!);
}

/** Tag for templates of HTML. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, index) => text + render(parts[index])).join(''));
}

/** Descriptions: paragraphs, and `code` between backquotes. */
export function prose(text: string | undefined): Html[] {
  return (text ?? '')
    .split('\n\n')
    .filter(Boolean)
    .map((paragraph) => html`<p>${inline(paragraph)}</p>`);
}

export function inline(text: string | undefined): Part[] {
  return (text ?? '')
    .split('`')
    .map((piece, index) => (index % 2 === 0 ? piece : html`<code>${piece}</code>`));
}
