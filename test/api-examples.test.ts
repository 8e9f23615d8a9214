/** Every example that the API's documentation shows, sent to a server that runs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  operationsOf,
  type Description,
  type FoundOperation,
} from '../packages/server/src/http/description/types.ts';
import { curlFor, withVariables } from '../packages/server/src/http/reference/curl.ts';
import { runCurl, type CurlAnswer } from '../packages/server/src/testing/curl.ts';
import { startProduct, type Product } from './product.ts';

/** Examples that cannot succeed as they stand, and what is answered. */
const REFUSED: Record<string, number> = {
  // The token comes by mail.
  postAuthResetPassword: 400,
  postAuthVerifyEmail: 400,
  postAuthChangeEmail: 400,
  postAuthUndoEmailChange: 400,
  // The account that the example of registering made has this address.
  putMe: 409,
  // Without a mail server every address is confirmed.
  postMeVerifyEmail: 409,
  // Somebody who is a member, and the only owner, asks.
  postInviteAccept: 409,
  deleteMe: 409,
  deleteOrgMemberOne: 409,
  // No provider is configured.
  getOauthOne: 404,
  getOauthCallback: 404,
  postMeSignInMethods: 404,
  // The only way in is the password.
  deleteMeSignInMethodsOne: 409,
  // Billing is off where no Stripe key is set.
  postStripeCheckout: 404,
  postStripePortal: 404,
  postStripeRefresh: 404,
  postStripeWebhook: 404,
  // There is no second factor yet, and what proves one is on somebody's phone.
  postAuthTwoFactor: 400,
  postMeTwoFactor: 400,
  postMeTwoFactorConfirm: 409,
  postMeTwoFactorDisable: 409,
  postMeTwoFactorRecoveryCodes: 409,
  putOrgTwoFactor: 409,
};

/** The key of the documentation. */
const EXAMPLE_KEY = 'ps_live_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6';

const PASSWORD = 'correct horse battery';
const ALL_SCOPES = ['stats:read', 'realtime:read', 'export:read', 'events:write'];
const DOCS = readFileSync(new URL('../docs/api.md', import.meta.url), 'utf8');

let product: Product;
let description: Description;
let folder: string;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
let accounts = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'purestat-examples-'));
  const limits = ['AUTH', 'API', 'STATS', 'EVENTS'].map((name) => [`RATE_LIMIT_${name}`, '0']);
  product = await startProduct({ env: Object.fromEntries(limits) });
  description = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as Description;
  ajv.addSchema({ $id: 'description', components: description.components });
});
afterAll(async () => {
  await product?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

type Variables = Record<string, string>;

async function ask(cookie: string, method: string, path: string, body?: unknown) {
  const response = await fetch(`${product.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: product.url, cookie },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  // oxlint-disable-next-line typescript/no-explicit-any -- what the API answers
  return { cookie: cookies.join('; '), body: (text === '' ? {} : JSON.parse(text)) as any };
}

/** An account of its own with an organization, a site and a key, as the variables of a shell. */
async function newWorld(domain: string): Promise<Variables> {
  const email = `world-${++accounts}@example.org`;
  const { cookie } = await ask('', 'POST', '/api/auth/register', {
    email,
    name: 'Jane Doe',
    password: PASSWORD,
  });
  const org = (await ask(cookie, 'POST', '/api/org', { name: 'Acme' })).body.org.id as string;
  const site = (await ask(cookie, 'POST', `/api/org/${org}/site`, { domain, timezone: 'UTC' })).body
    .site.id as string;
  const key = { name: 'Examples', scopes: ALL_SCOPES };
  const made = await ask(cookie, 'POST', `/api/org/${org}/site/${site}/api-key`, key);
  return { BASE: product.url, ORG: org, SITE: site, KEY: made.body.api_key.key, COOKIE: cookie };
}

/** Finds or makes what the last parts of the path name, such as a goal for `…/goal/{goalId}`. */
async function fillPath(path: string, world: Variables): Promise<void> {
  for (const [whole, collection, name] of path.matchAll(/([^{}]*\/)\{(\w+)\}/g)) {
    const variable = withVariables(`{${name}}`).slice(1);
    if (world[variable] !== undefined) continue;
    const before = path.slice(0, path.indexOf(whole)) + collection!.replace(/\/$/, '');
    world[variable] = name === 'code' ? await newInvite(world) : await newThing(before, world);
  }
}

async function newInvite({ COOKIE, ORG }: Variables): Promise<string> {
  const invite = { email: 'guest@example.org', role: 'viewer' };
  return (await ask(COOKIE!, 'POST', `/api/org/${ORG}/invite`, invite)).body.invite.code as string;
}

/** @returns the id of what the list's own example makes, or of the first that is in the list */
async function newThing(list: string, world: Variables): Promise<string> {
  const item = description.paths[list] ?? {};
  const path = withVariables(list).replace(/\$(\w+)/g, (_, name: string) => world[name]!);
  const example = item['post']?.requestBody?.content['application/json']?.example;
  const made =
    item['post'] && (await ask(world['COOKIE']!, 'POST', path, example).catch(() => null));
  if (made) return (Object.values(made.body)[0] as { id: string }).id;
  if (!item['get']) return 'none';
  const { body } = await ask(world['COOKIE']!, 'GET', path);
  return (Object.values(body)[0] as Array<{ id: string }>)[0]?.id ?? 'none';
}

/** @returns what the description says against the answer; empty when it allows it */
function problemsOf({ operation }: FoundOperation, answer: CurlAnswer): string[] {
  const declared = operation.responses[String(answer.status)];
  if (!declared) return [`${answer.status} is not declared: ${answer.text}`];
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]!;
  const content = declared.content ?? {};
  if (Object.keys(content).length === 0) return [];
  const name = Object.keys(content).find((declaredType) => declaredType.split(';')[0] === type);
  const schema = content[name ?? '']?.schema;
  if (schema === undefined) return [`${type} is not declared for ${answer.status}`];
  if (type !== 'application/json') return [];
  const here = JSON.stringify(schema).replaceAll('"#/', '"description#/');
  return ajv.validate(JSON.parse(here) as object, JSON.parse(answer.text))
    ? []
    : [`${ajv.errorsText()} in ${answer.text}`];
}

describe('the reference', () => {
  test('each command does what it says, and is answered as the description says', async () => {
    const problems: string[] = [];
    for (const found of operationsOf(description)) {
      const { path, operation } = found;
      // The example of an event names this site.
      const domain = path === '/api/event' ? 'example.com' : `site-${accounts}.example`;
      const world = await newWorld(domain);
      await fillPath(path, world);
      const answer = await runCurl(curlFor(found), world);
      const expected = REFUSED[operation.operationId!];
      const isExpected = expected === undefined ? answer.status < 400 : answer.status === expected;
      const wrong = isExpected ? problemsOf(found, answer) : [`${answer.status} ${answer.text}`];
      problems.push(...wrong.map((line) => `${operation.operationId}: ${line}`));
      await fetch(`${product.url}/api/org/${world['ORG']}`, {
        method: 'DELETE',
        headers: { cookie: world['COOKIE']!, origin: product.url },
      });
    }
    expect(problems).toEqual([]);
  }, 300_000);
});

/** The blocks of code in docs/api.md, by the language that stands at their beginning. */
function blocksOf(language: string): string[] {
  return [...DOCS.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text]) => text!);
}

/** Commands of a block: each begins at the start of a line. */
function commandsOf(block: string): string[] {
  return block.split(/\n(?=curl )/).filter((command) => command.startsWith('curl '));
}

describe('docs/api.md', () => {
  let world: Variables;

  beforeAll(async () => {
    world = await newWorld('example.com');
    const goal = { goal_type: 'event', event_name: 'signup' };
    const path = `/api/org/${world['ORG']}/site/${world['SITE']}/goal`;
    await ask(world['COOKIE']!, 'POST', path, goal);
    writeFileSync(
      join(folder, 'events.ndjson.gz'),
      gzipSync('{"url":"https://example.com/","visitor_id":"ann"}\n'),
    );
  });

  test.each(blocksOf('').flatMap(commandsOf))('%s', async (command) => {
    const here = command
      .replaceAll('http://localhost:3000', product.url)
      .replaceAll(EXAMPLE_KEY, world['KEY']!)
      .replaceAll('@events.ndjson.gz', `@${join(folder, 'events.ndjson.gz')}`);
    const answer = await runCurl(here, world);
    const { errors = [] } = answer.text.startsWith('{') ? JSON.parse(answer.text) : {};
    expect([answer.status < 300, errors, answer.text]).toEqual([true, [], answer.text]);
  });

  test.each(blocksOf('json').filter((text) => !text.includes('…')))(
    'is JSON that the API takes or gives: %s',
    async (text) => {
      const values = text.startsWith('{ "goal_type"') ? text.trim().split('\n') : [text];
      for (const value of values) expect(await useOf(JSON.parse(value), world)).not.toBeNull();
    },
  );
});

/** @returns what an example is: a request that succeeds, a filter, or an answer; null when it is none */
async function useOf(value: unknown, world: Variables): Promise<string | null> {
  const site = `/api/org/${world['ORG']}/site/${world['SITE']}`;
  const tries: Array<[string, unknown]> = [
    ['stats', value],
    ['stats', { filters: value }],
    ['stats/batch', value],
    ['goal', value],
    ['funnel', value],
  ];
  for (const [path, body] of tries) {
    const sent = await ask(world['COOKIE']!, 'POST', `${site}/${path}`, body).catch(() => null);
    if (sent !== null) return path;
  }
  const schemas = Object.keys(description.components?.schemas ?? {});
  const isAnswer = (name: string) =>
    ajv.validate({ $ref: `description#/components/schemas/${name}` }, value);
  return schemas.find(isAnswer) ?? null;
}
