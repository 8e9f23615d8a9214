/** The environment that turns billing on, with no Stripe behind it unless STRIPE_API_BASE is added. */
export const STRIPE_ENV = {
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789',
  STRIPE_PRICE_PRO: 'price_pro',
  STRIPE_PRICE_BUSINESS: 'price_business',
} as const;
