/** One operation of the reference. */
import type { Components } from '../description/sample.ts';
import type { Content, FoundOperation, Operation, Response } from '../description/types.ts';
import { curlFor } from './curl.ts';
import { html, inline, prose, type Html } from './html.ts';
import { fieldsOf, typeOf } from './schema.ts';

export function operationSection(found: FoundOperation, components: Components): Html {
  const { method, path, operation } = found;
  const id = operation.operationId!;
  return html`<section class="operation" id="${id}" data-search="${searchText(found)}">
    <h3><a href="#${id}" aria-label="Link to ${operation.summary}">${operation.summary}</a></h3>
    <p class="address">
      <b class="method ${method}">${method.toUpperCase()}</b> <code>${path}</code>
    </p>
    ${prose(operation.description)} ${parametersOf(operation, components)}
    ${bodyOf(operation, components)} ${codeBlock('Request', curlFor(found), 'curl')}
    <h4>Answers</h4>
    ${Object.entries(operation.responses).map(([status, response]) =>
      answerOf(status, response, components),
    )}
  </section>`;
}

function searchText({ method, path, operation }: FoundOperation): string {
  return [method, path, operation.summary, operation.operationId, operation.tags]
    .join(' ')
    .toLowerCase();
}

function parametersOf({ parameters = [] }: Operation, components: Components) {
  if (parameters.length === 0) return undefined;
  return html`<h4>Parameters</h4>
    <ul class="fields">
      ${parameters.map(
        ({ name, in: place, required, description, schema }) =>
          html`<li>
            <code class="name">${name}</code>
            <span class="type">${place}, ${typeOf(schema ?? {}, components)}</span>
            ${required && place !== 'path' && html`<span class="required">required</span>`}
            <span>${inline(description ?? schema?.description)}</span>
          </li>`,
      )}
    </ul>`;
}

function bodyOf({ requestBody }: Operation, components: Components) {
  if (requestBody === undefined) return undefined;
  return html`<h4>Body</h4>
    ${prose(requestBody.description)}
    ${Object.entries(requestBody.content).map(
      ([type, { schema = {} }]) =>
        html`<p class="media">${type}</p>
          ${fieldsOf(schema, components)}`,
    )}`;
}

function answerOf(
  status: string,
  { description, content = {}, headers = {} }: Response,
  components: Components,
) {
  const [type, first] = Object.entries(content)[0] ?? [];
  const isGood = status.startsWith('2');
  return html`<details class="answer">
    <summary>
      <b class="status ${isGood ? 'good' : 'bad'}">${status}</b> ${inline(description)}
    </summary>
    ${Object.entries(headers).map(
      ([name, header]) => html`<p><code>${name}</code> ${inline(header.description)}</p>`,
    )}
    ${
      isGood &&
      Object.entries(content).map(
        ([media, one]) =>
          html`<p class="media">${media}</p>
            ${fieldsOf(one.schema ?? {}, components)}`,
      )
    }
    ${first && codeBlock('Example', exampleText(first), type!)}
  </details>`;
}

function exampleText({ example }: Content): string {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}

function codeBlock(label: string, text: string, kind: string): Html {
  return html`<figure class="code">
    <figcaption>
      ${label} <span>${kind}</span> <button type="button" class="copy">Copy</button>
    </figcaption>
    <pre tabindex="0"><code>${text}</code></pre>
  </figure>`;
}
