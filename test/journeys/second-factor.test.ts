/**
 * One person and two browsers: turns two-factor sign-in on, signs in elsewhere with a recovery code,
 * signs out everywhere, and at last deletes the account with the organization that would have no owner.
 */
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { authenticator } from '../../packages/server/src/testing/authenticator.ts';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { startProduct, type Product } from '../product.ts';

const OLGA = { email: 'olga@example.com', password: 'correct horse battery' };

let browser: Browser | undefined;
let product: Product | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
});

async function newBrowser(problems: string[]): Promise<Page> {
  const page = await (await browser!.newContext({ locale: 'en-GB' })).newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) problems.push(message.text());
  });
  return page;
}

async function register(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/register`);
  await page.getByLabel('Name').fill('Olga Owner');
  await page.getByLabel('Email').fill(OLGA.email);
  await page.getByLabel('Password', { exact: true }).fill(OLGA.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Create Organization' }).click();
  await page.getByLabel('Name').fill('Acme');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/org\/[^/]+\/sites$/);
}

/** @returns the recovery codes */
async function enrol(page: Page, url: string): Promise<string[]> {
  await page.goto(`${url}/settings#two-factor`);
  await page.getByRole('button', { name: 'Turn on two-factor sign-in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Present password').fill(OLGA.password);
  await page.keyboard.press('Enter');
  await dialog.getByRole('img', { name: 'QR code for your authenticator app' }).waitFor();
  const secret = await dialog.getByTestId('secret').textContent();
  const phone = authenticator(`otpauth://totp/Purestat:olga?secret=${secret}&issuer=Purestat`);
  await dialog.getByLabel('Code', { exact: true }).fill(phone.codeAt(Date.now()));
  await page.keyboard.press('Enter');
  const codes = page.getByRole('dialog', { name: 'Keep these recovery codes' });
  await codes.getByRole('listitem').first().waitFor();
  const kept = await codes.getByRole('listitem').allTextContents();
  await codes.getByLabel('I have kept them in a safe place').check();
  await codes.getByRole('button', { name: 'Done' }).click();
  await page.getByText('10 of 10 left.').waitFor();
  return kept;
}

async function logIn(page: Page, url: string, recoveryCode: string): Promise<void> {
  await page.goto(`${url}/login?next=%2Fsettings`);
  await page.getByLabel('Email').fill(OLGA.email);
  await page.getByLabel('Password', { exact: true }).fill(OLGA.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Enter your code' }).waitFor();
  // Half way is not in.
  expect(await page.evaluate(async () => (await fetch('/api/me')).status)).toBe(401);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(recoveryCode);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings');
}

describeInChromium('a second factor', () => {
  test('enrol, sign in by two steps, sign out everywhere, delete the account', async () => {
    product = await startProduct({ by: 'npm', env: { RATE_LIMIT_AUTH: '1000' } });
    const { url } = product;
    browser = await launchChromium();
    const problems: string[] = [];
    const [here, there] = [await newBrowser(problems), await newBrowser(problems)];
    await register(here, url);
    const codes = await enrol(here, url);

    await logIn(there, url, codes[0]!);
    await there.getByText('9 of 10 left.').waitFor();
    const sessions = there.getByRole('region', { name: 'Sessions' });
    await sessions.getByText('This browser').waitFor();
    expect(await sessions.getByText(/^Chrome on Linux/).count()).toBe(2);
    await there.getByRole('button', { name: 'Sign out everywhere' }).click();
    await there.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();
    await there.waitForURL('**/login');
    await here.reload();
    await here.waitForURL(/\/login/);

    await logIn(here, url, codes[1]!);
    await here.getByRole('button', { name: 'Delete account' }).click();
    const dialog = here.getByRole('dialog', { name: 'Delete your account?' });
    await dialog.getByLabel('Delete Acme with 0 sites and all events').check();
    await dialog.getByLabel('Present password').fill(OLGA.password);
    await dialog.getByRole('button', { name: 'Delete account' }).click();
    await here.waitForURL('**/login');
    await here.getByLabel('Email').fill(OLGA.email);
    await here.getByLabel('Password', { exact: true }).fill(OLGA.password);
    await here.keyboard.press('Enter');
    await here.getByText('Email and password don’t match.').waitFor();
    expect(problems).toEqual([]);
  }, 180_000);
});
