/** The pages of the local Stripe: one to pay, one to manage a subscription. */
import type { PortalSession, Session, Subscription } from './state.ts';

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font:16px/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem;margin:.25rem .25rem .25rem 0}small{color:#555}</style>
</head><body><h1>${title}</h1>${body}<p><small>This is a local stand-in for Stripe. No money moves.</small></p></body></html>`;

const button = (action: string, label: string): string =>
  `<form method="post" action="${action}"><button>${label}</button></form>`;

const link = (href: string, label: string): string =>
  `<p><a href="${escape(href)}">${label}</a></p>`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

export function payPage(session: Session): string {
  if (session.status !== 'open') {
    return page(
      'Checkout',
      `<p>This session is ${session.status}.</p>${link(session.cancel_url, 'Back')}`,
    );
  }
  return page(
    'Checkout',
    `<p>Subscribe to ${escape(session.price)}.</p>${button(`/pay/${session.id}`, 'Pay')}${link(session.cancel_url, 'Back')}`,
  );
}

export function portalPage(
  portal: PortalSession,
  subscription: Subscription | undefined,
  prices: readonly string[],
): string {
  const at = (action: string) => `/portal/${portal.id}/${action}`;
  const isLive = subscription !== undefined && subscription.status !== 'canceled';
  const present = subscription?.items.data[0]?.price.id;
  const actions = [
    ...prices
      .filter((price) => price !== present)
      .map((price) => button(at(`switch-${price}`), `Switch to ${escape(price)}`)),
    button(at('cancel'), 'Cancel now'),
    button(at('cancel-at-period-end'), 'Cancel at the end of the period'),
    button(at('fail'), 'Let a payment fail'),
    button(at('recover'), 'Let it succeed'),
  ];
  const confirm = portal.confirm && button(at('confirm'), `Confirm ${escape(portal.confirm)}`);
  const state = isLive ? `${escape(present ?? '')}, ${subscription.status}` : 'no subscription';
  return page(
    'Customer portal',
    `<p>${state}</p>${isLive ? (confirm ?? actions.join('')) : ''}${link(portal.return_url, 'Return')}`,
  );
}
