/** Turning the second factor on and off, and its recovery codes. */
import { defineRoute, errorAnswer, json, jsonBody, type Routes } from '../../../access/index.ts';
import type { People } from '../create.ts';
import {
  codeBody,
  eitherProofBody,
  offerAnswer,
  proofBody,
  recoveryCodesAnswer,
  statusAnswer,
} from './schema.ts';

const TAGS = ['Two-factor sign-in'];
const ASKS =
  'Asks for the present password; an account without one, for a sign-in of the last 10 minutes.';
const ASKS_EITHER = `${ASKS} A code of the app or a recovery code does instead.`;

const statusRoute = defineRoute({
  action: 'signed_in',
  method: 'get',
  path: '/api/me/two-factor',
  tags: TAGS,
  summary: 'Whether signing in takes a second factor',
  responses: { 200: { description: 'The state', ...json(statusAnswer) } },
});

const offerRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/two-factor',
  tags: TAGS,
  summary: 'Draw a secret for an authenticator app',
  description: `Nothing changes until it is confirmed. ${ASKS}`,
  request: jsonBody(proofBody),
  responses: {
    201: { description: 'For the app', ...json(offerAnswer) },
    409: errorAnswer('It is on already, or the e-mail address is not confirmed'),
  },
});

const confirmRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/two-factor/confirm',
  tags: TAGS,
  summary: 'Turn it on, with the first code of the app',
  description: 'Every other session ends.',
  request: jsonBody(codeBody),
  responses: {
    200: { description: 'On; the recovery codes', ...json(recoveryCodesAnswer) },
    409: errorAnswer(
      'No secret was drawn, it is on already, or the e-mail address is not confirmed',
    ),
  },
});

const disableRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/two-factor/disable',
  tags: TAGS,
  summary: 'Turn it off',
  description: ASKS_EITHER,
  request: jsonBody(eitherProofBody),
  responses: { 204: { description: 'Off' }, 409: errorAnswer('It is not on') },
});

const renewRoute = defineRoute({
  action: 'signed_in',
  limit: 'auth',
  method: 'post',
  path: '/api/me/two-factor/recovery-codes',
  tags: TAGS,
  summary: 'Draw new recovery codes; the old ones end',
  description: ASKS_EITHER,
  request: jsonBody(eitherProofBody),
  responses: {
    200: { description: 'The new ones', ...json(recoveryCodesAnswer) },
    409: errorAnswer('It is not on'),
  },
});

export function twoFactorRoutes(routes: Routes, people: People): void {
  const { twoFactor, sessions, reauthentication, links } = people;
  const countTries = (userId: string) => routes.limits.consume('second_factor', userId);

  routes.add(statusRoute, async (c) =>
    c.json({ two_factor: await twoFactor.status(c.var.account.id) }, 200),
  );
  routes.add(offerRoute, async (c) => {
    const present = await sessions.present(c.req.header('cookie'));
    await countTries(present.user.id);
    await reauthentication.require(present, c.req.valid('json'));
    return c.json({ two_factor: await twoFactor.offer(present.user) }, 201);
  });
  routes.add(confirmRoute, async (c) => {
    const { user, session } = await sessions.present(c.req.header('cookie'));
    await countTries(user.id);
    const recovery_codes = await twoFactor.confirm(user, c.req.valid('json').code);
    await sessions.endAll(user.id, session.id);
    links.tell('two-factor-on', user);
    return c.json({ recovery_codes }, 200);
  });
  routes.add(disableRoute, async (c) => {
    const present = await sessions.present(c.req.header('cookie'));
    await countTries(present.user.id);
    await reauthentication.requireEither(present, c.req.valid('json'));
    await twoFactor.turnOff(present.user.id);
    links.tell('two-factor-off', present.user);
    return c.body(null, 204);
  });
  routes.add(renewRoute, async (c) => {
    const present = await sessions.present(c.req.header('cookie'));
    await countTries(present.user.id);
    await reauthentication.requireEither(present, c.req.valid('json'));
    return c.json({ recovery_codes: await twoFactor.renewRecoveryCodes(present.user.id) }, 200);
  });
}
