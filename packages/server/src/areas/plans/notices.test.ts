import { afterEach, beforeEach, expect, test } from 'vitest';
import { pino } from 'pino';
import { Mailer } from '../../mail/index.ts';
import { openTestApp, type TestApp } from '../../testing/http-app.ts';
import { siteContext } from '../../testing/ingest.ts';
import { startMailServer, tokenIn, type MailServer } from '../../testing/mail-server.ts';
import { STRIPE_ENV } from '../../testing/stripe-env.ts';
import { Plans } from './index.ts';

const clock = { now: 0, nowMs: () => clock.now };
let app: TestApp;
let mails: MailServer;
let mailer: Mailer;
let plans: Plans;
let org: string;
/** For the owner's address, which mails go to once it is confirmed. */
let confirmation: string;
beforeEach(async () => {
  clock.now = Date.parse('2026-03-10T12:00:00Z');
  mails = await startMailServer();
  app = await openTestApp({ env: { ...STRIPE_ENV, SMTP_URL: mails.url }, deps: { clock } });
  const as = await app.register('ann');
  org = (await app.ask('POST', '/api/org', { as, body: { name: 'Acme' } })).body.org.id;
  confirmation = tokenIn(await mails.next());
  const log = pino({ level: 'silent' });
  mailer = new Mailer({ config: app.deps.config, log });
  const { configStore } = app.deps;
  const { meter } = app.deps.plans;
  plans = new Plans({ db: configStore.db, clock, meter, mailer, baseUrl: 'https://stats.test' });
});
afterEach(async () => {
  await mailer.close();
  await app.close();
  await mails.close();
});

const confirm = () => app.ask('POST', '/api/auth/verify-email', { body: { token: confirmation } });
function view(count: number): void {
  for (let n = 0; n < count; n++) {
    app.deps.plans.meter.admit(siteContext({ orgId: org }), clock.now, true);
  }
}
/** The subjects of what is mailed to whom, by one run of the job. */
async function run(): Promise<string[]> {
  mails.mails.length = 0;
  await plans.notifyOwners();
  await mailer.settled();
  return mails.mails.map(({ to, head }) => `${to.join()}: ${decoded(head)}`);
}
function decoded(head: string): string {
  const subject = /^Subject: (.*)$/m.exec(head)![1]!.trim();
  return subject.replaceAll(/=\?UTF-8\?Q\?(.*?)\?=\s?/gi, (_, text: string) =>
    decodeURIComponent(text.replaceAll('_', ' ').replaceAll('%', '%25').replaceAll('=', '%')),
  );
}

test('owners get one mail at 80 percent and one at 100, in each month anew', async () => {
  await confirm();
  view(7_999);
  expect(await run()).toEqual([]);
  view(1);
  expect(await run()).toEqual(['ann@example.com: Acme has used 80 % of this month’s pageviews']);
  expect(mails.mails[0]!.text).toContain(
    'Acme has used 8,000 of the 10,000 pageviews that the plan Free allows this month.',
  );
  expect(mails.mails[0]!.text).toContain(`Open billing: https://stats.test/org/${org}/billing`);
  expect(mails.mails[0]!.text).toContain('The plan Pro allows 100,000 pageviews a month.');
  view(1_000);
  expect(await run()).toEqual([]);
  view(1_000);
  expect(await run()).toEqual(['ann@example.com: Acme has used 100 % of this month’s pageviews']);
  expect(await run()).toEqual([]);
  clock.now = Date.parse('2026-04-02T00:00:00Z');
  expect(await run()).toEqual([]);
  view(8_000);
  expect(await run()).toHaveLength(1);
});

test('whoever comes past both at once gets the mail of 100 percent alone', async () => {
  await confirm();
  view(10_000);
  expect(await run()).toEqual(['ann@example.com: Acme has used 100 % of this month’s pageviews']);
  expect(await run()).toEqual([]);
});

test('a larger plan has notices of its own', async () => {
  await confirm();
  view(10_000);
  await run();
  await app.deps.configStore.db.updateTable('orgs').set({ plan: 'pro' }).execute();
  app.deps.plans.meter.setPlan(org, 'pro');
  expect(await run()).toEqual([]);
  view(70_000);
  expect(await run()).toEqual(['ann@example.com: Acme has used 80 % of this month’s pageviews']);
});

test('an owner who has not confirmed his address gets none: the organization’s name is his own text', async () => {
  view(10_000);
  expect(await run()).toEqual([]);
});
