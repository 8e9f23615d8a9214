/**
 * Somebody who forgot the password, in a real browser and with a real mail server: asks for a link,
 * gets a mail, follows it, and is in, while the browser that was left signed in elsewhere is out.
 */
import type { Browser, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import {
  linkIn,
  startMailServer,
  type MailServer,
} from '../../packages/server/src/testing/mail-server.ts';
import { describeInChromium, launchChromium } from '../chromium.ts';
import { startProduct, type Product } from '../product.ts';

let browser: Browser | undefined;
let product: Product | undefined;
let mails: MailServer | undefined;
afterEach(async () => {
  await browser?.close();
  await product?.dispose();
  await mails?.close();
});

async function register(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/register`);
  await page.getByLabel('Name').fill('Olga Owner');
  await page.getByLabel('Email').fill('olga@example.com');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.keyboard.press('Enter');
  await page.getByText('We sent a link to olga@example.com.').waitFor();
}

describeInChromium('a forgotten password', () => {
  test('from the sign-in by a mail to a new password, with every other browser signed out', async () => {
    mails = await startMailServer();
    product = await startProduct({
      by: 'npm',
      env: { SMTP_URL: mails.url, MAIL_FROM: 'Purestat <stats@example.org>' },
    });
    browser = await launchChromium();
    const elsewhere = await browser.newPage();
    await register(elsewhere, product.url);
    expect((await mails.next()).to).toEqual(['olga@example.com']);

    const page = await (await browser.newContext()).newPage();
    await page.goto(`${product.url}/login`);
    await page.getByRole('link', { name: 'Forgot it?' }).press('Enter');
    await page.getByLabel('Email').fill('olga@example.com');
    await page.keyboard.press('Enter');
    await page.getByText('Check your email').waitFor();

    const mail = await mails.next();
    expect([mail.from, mail.to]).toEqual(['stats@example.org', ['olga@example.com']]);
    await page.goto(linkIn(mail));
    await page.getByLabel('New password').fill('a new battery staple');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Account: Olga Owner' }).waitFor();
    // Whoever got the mail reads mails to this address, so it is confirmed.
    expect(await page.getByText('We sent a link to').count()).toBe(0);

    await elsewhere.reload();
    await elsewhere.waitForURL(/\/login/);
    await elsewhere.goto(linkIn(mail));
    await elsewhere.getByLabel('New password').fill('one more password');
    await elsewhere.keyboard.press('Enter');
    await elsewhere.getByText('This link doesn’t work any more').waitFor();
  }, 180_000);
});
