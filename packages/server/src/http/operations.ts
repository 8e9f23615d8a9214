/** What whoever runs the server asks: is it alive, is it ready, what does it count, what is the API. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Registry } from 'prom-client';
import { defineRoute, errorAnswer, json, type AppEnv, type Routes } from '../access/index.ts';
import { AppError } from '../errors.ts';
import { peerOf } from './guards.ts';

const TAGS = ['Operations'];
const okAnswer = z.object({ ok: z.literal(true) });

const healthRoute = defineRoute({
  action: 'public',
  limit: 'none',
  method: 'get',
  path: '/api/health',
  tags: TAGS,
  summary: 'Whether the process answers',
  responses: { 200: { description: 'It does', ...json(okAnswer) } },
});

const readyRoute = defineRoute({
  action: 'public',
  limit: 'none',
  method: 'get',
  path: '/api/ready',
  tags: TAGS,
  summary: 'Whether the stores answer',
  responses: {
    200: { description: 'They do', ...json(okAnswer) },
    503: errorAnswer('One of them does not'),
  },
});

export interface OperationsParts {
  isReady(): Promise<string | null>;
  metrics: Registry;
}

export function mountOperations(routes: Routes, { isReady, metrics }: OperationsParts): void {
  routes.add(healthRoute, (c) => c.json({ ok: true as const }, 200));
  routes.add(readyRoute, async (c) => {
    const problem = await isReady();
    if (problem !== null) throw new AppError('UNAVAILABLE', problem, { retryAfterSeconds: 5 });
    return c.json({ ok: true as const }, 200);
  });
  routes.addPlain({ method: 'get', path: '/metrics', action: 'metrics:read' }, async (c) =>
    c.body(await metrics.metrics(), 200, { 'Content-Type': metrics.contentType }),
  );
}

const FORWARDING = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via'];
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

const digest = (text: string) => createHash('sha256').update(text).digest();

/** @returns whether the request comes from the machine itself, or shows METRICS_TOKEN */
export function operatorCheck(token: string | undefined) {
  return (c: Context<AppEnv>): boolean => {
    const isForwarded = FORWARDING.some((name) => c.req.header(name) !== undefined);
    if (!isForwarded && LOOPBACK.test(peerOf(c))) return true;
    const shown = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined || shown === undefined) return false;
    return timingSafeEqual(digest(shown), digest(token));
  };
}
