export * from './drop-reasons.ts';
export * from './figures.ts';
export * from './funnels.ts';
export * from './stats.ts';
export * from './resources.ts';
export * from './billing.ts';
export * from './sign-in.ts';
