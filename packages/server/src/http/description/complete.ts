/**
 * Completes the generated description: what every route has in common is said once, here, so that a
 * route which declares its schemas is documented without a word more.
 */
import { ERRORS } from '../../errors.ts';
import { sampleOf, type Components } from './sample.ts';
import { operationsOf, type Content, type Description, type Operation } from './types.ts';

/** What the parts of a path are. */
const PATH_PARAMETERS: Record<string, string> = {
  orgId: 'The organization.',
  siteId: 'The site, of that organization.',
  goalId: 'The goal, of that site.',
  funnelId: 'The funnel, of that site.',
  keyId: 'The API key, of that site.',
  memberId: 'The member, of that organization: not the id of the account.',
  inviteId: 'The invitation, of that organization.',
  code: 'The code of an invitation link.',
  provider: 'One of `GET /api/auth/providers`.',
};

const CODE_OF: Record<string, string> = Object.fromEntries(
  Object.entries(ERRORS).map(([code, { status }]) => [status, code]),
);

/** Parameters that several questions have. */
const QUERY_PARAMETERS: Record<string, string> = {
  period: 'As in stats.',
  date_from: 'First day, with period `custom`.',
  date_to: 'Last day, with period `custom`.',
  compare: 'The range to compare with, as in stats.',
  filters: 'As in stats.',
};

/** Changes the document in place, and returns it. */
export function completeDescription(document: Description): Description {
  const components = document.components?.schemas ?? {};
  for (const { method, path, operation } of operationsOf(document)) {
    operation.operationId ??= operationIdOf(method, path);
    completeParameters(operation, components);
    for (const content of Object.values(operation.requestBody?.content ?? {}))
      completeContent(content, components, { forRequest: true });
    completeResponses(operation, components);
  }
  return document;
}

/** `post /api/org/{orgId}/site/{siteId}/stats/batch` → `postOrgSiteStatsBatch` */
export function operationIdOf(method: string, path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== 'api');
  // A thing has another address than the list it is in.
  const isOne = parts.at(-1)?.startsWith('{') ? 'One' : '';
  const words = parts.filter((part) => !part.startsWith('{')).flatMap((part) => part.split(/[-.]/));
  return method + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('') + isOne;
}

function completeParameters(operation: Operation, components: Components): void {
  for (const parameter of operation.parameters ?? []) {
    const { name, schema = {} } = parameter;
    const known = parameter.in === 'path' ? PATH_PARAMETERS : QUERY_PARAMETERS;
    parameter.description ??= schema.description ?? known[name] ?? `The ${name}.`;
    if (parameter.in === 'path' || parameter.required)
      parameter.example ??= sampleOf(schema, components, { name });
  }
}

function completeContent(
  content: Content,
  components: Components,
  options: { forRequest?: boolean } = {},
): void {
  if (content.example === undefined && content.schema !== undefined)
    content.example = sampleOf(content.schema, components, options);
}

function completeResponses(operation: Operation, components: Components): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    const code = CODE_OF[status];
    for (const content of Object.values(response.content ?? {})) {
      if (code !== undefined)
        content.example ??= { error: { code, message: response.description } };
      else completeContent(content, components);
    }
  }
}
