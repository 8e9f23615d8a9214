/** The description of the API: as a document for programs, and as a page for people. */
import type { Routes } from '../access/index.ts';
import { completeDescription } from './description/complete.ts';
import { TAGS } from './description/tags.ts';
import type { Description } from './description/types.ts';
import { referencePage } from './reference/page.ts';

const ABOUT = `JSON in, JSON out, \`snake_case\`, times in ISO 8601 UTC, ids are opaque texts.

Signed-in people send the session cookie; requests that change something must then come from the \
instance's own origin. Programs send an API key as \`X-API-Key\` or \`Authorization: Bearer\`.

Every refusal has the shape of \`Error\`: its \`message\` says what is wrong and what is allowed, \
its \`details\` name the fields.`;

/** Describes every documented route; made when it is first asked for. */
export function mountApiDescription(routes: Routes, sessionCookie: string): void {
  routes.app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie,
  });
  const key =
    'An API key, for its own site. It needs the scope that the operation names, such as `stats:read`.';
  routes.app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: key,
  });
  routes.app.openAPIRegistry.registerComponent('securitySchemes', 'bearerKey', {
    type: 'http',
    scheme: 'bearer',
    description: key,
  });
  let description: Description | undefined;
  let page: string | undefined;
  const describe = () => (description ??= completeDescription(documentOf(routes)));
  routes.addPlain({ method: 'get', path: '/api/openapi.json', action: 'public' }, (c) =>
    c.json(describe()),
  );
  routes.addPlain({ method: 'get', path: '/docs/api', action: 'public' }, (c) =>
    c.html((page ??= referencePage(describe()))),
  );
}

function documentOf(routes: Routes): Description {
  const document = routes.app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Purestat', version: '1', description: ABOUT },
    servers: [{ url: '/' }],
    tags: TAGS,
  });
  // What is read of it here has the shape that is declared here.
  return structuredClone(document) as unknown as Description;
}
