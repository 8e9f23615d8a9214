/**
 * Signing in by a provider, in a real browser and with a real OpenID Connect server: a first account
 * that lands among the organizations, a consent that is refused, an invited colleague who comes back
 * to the invitation, and ways in that are linked and unlinked.
 */
import { Events } from 'oauth2-mock-server';
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import {
  ANN,
  startOpenIdServer,
  type OpenIdServer,
} from '../../packages/server/src/testing/openid-server.ts';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { startProduct, type Product } from '../product.ts';

let browser: Browser | undefined;
let product: Product | undefined;
let id: OpenIdServer | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
  await id?.close();
});

const WAY_IN = 'Log in with Example ID';

async function newPage(): Promise<Page> {
  const page = await (await browser!.newContext({ baseURL: product!.url })).newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

describeInChromium('signing in by a provider', () => {
  test('from the button by the provider to the organizations; refused, invited, linked and unlinked', async () => {
    id = await startOpenIdServer();
    product = await startProduct({ by: 'npm', env: { ...id.env, REGISTRATION: 'invite' } });
    browser = await launchChromium();

    // Refused: a page that says so, and nobody is signed in.
    const page = await newPage();
    id.service.once(Events.BeforeAuthorizeRedirect, ({ url }) => {
      url.searchParams.delete('code');
      url.searchParams.set('error', 'access_denied');
    });
    await page.goto('/login');
    await page.getByRole('link', { name: WAY_IN }).press('Enter');
    await page.getByRole('heading', { name: 'You turned back' }).waitFor();
    expect((await page.request.get('/api/me')).status()).toBe(401);

    // Agreed: signed in, among the organizations.
    await page.getByRole('link', { name: 'Try Example ID again' }).press('Enter');
    await page.waitForURL('**/orgs');
    await page.getByRole('button', { name: 'Account: Ann' }).waitFor();

    const orgs = { data: { name: 'Acme' }, headers: { origin: product.url } };
    const { org } = await (await page.request.post('/api/org', orgs)).json();
    const { invite } = await (
      await page.request.post(`/api/org/${org.id}/invite`, {
        data: { email: 'bob@example.com', role: 'viewer' },
        headers: { origin: product.url },
      })
    ).json();

    // Invited: by the link and the provider to the invitation, and in.
    id.claims = { ...ANN, sub: 'bob-at-id', name: 'Bob', email: 'bob@example.com' };
    const bob = await newPage();
    await bob.goto(new URL(invite.url).pathname);
    await bob.getByRole('link', { name: 'Create an account' }).press('Enter');
    await bob.getByRole('link', { name: 'Sign up with Example ID' }).press('Enter');
    await bob.getByRole('button', { name: 'Accept invitation' }).press('Enter');
    await bob.getByText('You joined Acme').waitFor();

    // Without an invitation there is no account.
    id.claims = { ...ANN, sub: 'eve-at-id', name: 'Eve', email: 'eve@example.com' };
    const eve = await newPage();
    await eve.goto('/login');
    await eve.getByRole('link', { name: WAY_IN }).press('Enter');
    await eve.getByRole('heading', { name: 'You need an invitation' }).waitFor();

    // Linked: another account of the same person, which is then unlinked again by keyboard.
    id.claims = { ...ANN, sub: 'ann-at-work', email: 'ann@work.example.com' };
    await page.goto('/settings');
    const section = page.getByRole('region', { name: 'Sign-in methods' });
    await section.getByText('ann@example.com', { exact: true }).waitFor();
    expect(await section.getByRole('button', { name: /^Unlink/ }).count()).toBe(0);
    await section.getByRole('button', { name: 'Link Example ID' }).press('Enter');
    await page.getByRole('button', { name: 'Continue to Example ID' }).press('Enter');
    await page.getByText('Example ID is linked').waitFor();
    await section.getByText('ann@work.example.com').waitFor();
    await section
      .getByRole('button', { name: 'Unlink Example ID (ann@work.example.com)' })
      .press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).press('Enter');
    await page.getByText('Example ID is unlinked').waitFor();
    await section.getByText('ann@work.example.com').waitFor({ state: 'detached' });
    expect(await section.getByRole('button', { name: /^Unlink/ }).count()).toBe(0);
  }, 180_000);
});
