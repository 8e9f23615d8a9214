/** The readable reference of the API, as one page that loads nothing but its own style and script. */
import { operationsOf, type Description, type FoundOperation } from '../description/types.ts';
import { html, prose, type Html } from './html.ts';
import { operationSection } from './operation.ts';

interface Group {
  name: string;
  description: string | undefined;
  operations: FoundOperation[];
}

/** @returns the page's HTML */
export function referencePage(description: Description): string {
  const groups = groupsOf(description);
  const components = description.components?.schemas ?? {};
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Purestat API</title>
        <link rel="icon" href="/favicon.svg" />
        <script src="/theme.js"></script>
        <link rel="stylesheet" href="/docs/api.css" />
        <script src="/docs/api.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        ${navigation(groups)}
        <main id="content">
          <h1>Purestat API</h1>
          ${prose(description.info.description)}
          <p>
            The same as a document for programs: <a href="/api/openapi.json">/api/openapi.json</a>.
            In the commands, <code>$BASE</code> is the address of this server, <code>$ORG</code> and
            <code>$SITE</code> are ids as its addresses show them, <code>$KEY</code> is an API key
            and <code>$COOKIE</code> the session cookie.
          </p>
          <p id="nothing" role="status" hidden>Nothing found.</p>
          ${groups.map(
            (group) =>
              html`<div class="group">
                <h2 id="${anchorOf(group.name)}">${group.name}</h2>
                ${prose(group.description)}
                ${group.operations.map((one) => operationSection(one, components))}
              </div>`,
          )}
        </main>
      </body>
    </html> `.text;
}

function groupsOf(description: Description): Group[] {
  const operations = operationsOf(description);
  const tags = description.tags ?? [];
  const used = operations.map(({ operation }) => operation.tags?.[0] ?? 'Other');
  return [...new Set([...tags.map(({ name }) => name), ...used])]
    .map((name) => ({
      name,
      description: tags.find((tag) => tag.name === name)?.description,
      operations: operations.filter((_, index) => used[index] === name),
    }))
    .filter((group) => group.operations.length > 0);
}

const anchorOf = (name: string) => name.toLowerCase().replace(/\W+/g, '-');

function navigation(groups: Group[]): Html {
  return html`<nav aria-label="Operations">
    <a class="brand" href="/">Purestat</a>
    <input
      id="search"
      type="search"
      placeholder="Search"
      aria-label="Search operations"
      autocomplete="off"
    />
    ${groups.map(
      ({ name, operations }) =>
        html`<div class="nav-group">
          <a class="nav-head" href="#${anchorOf(name)}">${name}</a>
          <ul>
            ${operations.map(
              ({ method, operation }) =>
                html`<li data-for="${operation.operationId}">
                  <a href="#${operation.operationId}"
                    ><b class="method ${method}"
                      >${method === 'delete' ? 'DEL' : method.toUpperCase()}</b
                    >
                    ${operation.summary}</a
                  >
                </li>`,
            )}
          </ul>
        </div>`,
    )}
  </nav>`;
}
