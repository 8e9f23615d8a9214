/** The command that sends an operation's example. */
import type { FoundOperation, Operation } from '../description/types.ts';

/** What stands for the parts of a path: variables of the shell, named as they are in the docs. */
const VARIABLES: Record<string, string> = { orgId: '$ORG', siteId: '$SITE' };

/** @returns `{orgId}` → `$ORG`, `{goalId}` → `$GOAL_ID` */
export function withVariables(path: string): string {
  return path.replace(
    /\{(\w+)\}/g,
    (_, name: string) =>
      VARIABLES[name] ?? `$${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
  );
}

export function curlFor({ method, path, operation }: FoundOperation): string {
  const address = `"$BASE${withVariables(path)}${queryOf(operation)}"`;
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const isStream = JSON.stringify(operation.responses).includes('text/event-stream');
  return [
    `curl ${isStream ? '-N ' : ''}${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${address}`,
    ...credentials(operation, method),
    ...(body === undefined ? [] : [`-H "Content-Type: ${type}"`, `-d '${payload(body.example)}'`]),
  ].join(' \\\n  ');
}

/** A key where keys may, else the session's cookie. */
function credentials({ security = [] }: Operation, method: string): string[] {
  if (security.some((one) => 'apiKey' in one)) return ['-H "X-API-Key: $KEY"'];
  if (security.length === 0) return [];
  return method === 'get' ? ['-b "$COOKIE"'] : ['-b "$COOKIE"', '-H "Origin: $BASE"'];
}

function queryOf({ parameters = [] }: Operation): string {
  const given = parameters.filter((one) => one.in === 'query' && one.required);
  const query = new URLSearchParams(
    given.map(({ name, example }): [string, string] => [name, String(example)]),
  );
  return query.size === 0 ? '' : `?${query}`;
}

/** In single quotes of a shell. */
function payload(example: unknown): string {
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return text.replaceAll("'", "'\\''").replaceAll('\n', '\n  ').trimEnd();
}
