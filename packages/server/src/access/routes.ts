/**
 * The only way to give the app a route. A route declares its action and its rate limit; one without
 * an action is a type error, and `checkComplete` stops the start should one get in another way.
 */
import {
  createRoute,
  type OpenAPIHono,
  type RouteConfig,
  type RouteHandler,
} from '@hono/zod-openapi';
import type { Context, Handler, MiddlewareHandler } from 'hono';
import type { AuditActor, AuditDetails } from '@purestat/vocabulary';
import { isAction, isAudited, keyScopeOf, ACTIONS, type Action } from './actions.ts';
import type { AuditEntry, AuditLog } from './audit.ts';
import type { ActionEnv, AppEnv } from './context.ts';
import { gateFor, looksAtKeys, lookUpKey, wouldStillPass, type Gate } from './gate.ts';
import { describeAccess } from './describe-access.ts';
import { errorResponses } from './error-responses.ts';
import {
  RateLimitedError,
  type LimitName,
  type LimitState,
  type RateLimits,
} from './rate-limits.ts';

export type RouteDefinition = RouteConfig & {
  action: Action;
  /** Which rate limit counts it; `api` unless told. */
  limit?: LimitName;
};

/** Declares a route of the JSON API: path, schemas and action. */
export function defineRoute<
  const P extends string,
  const R extends Omit<RouteDefinition, 'path'> & { path: P },
>(route: R) {
  return createRoute<P, R>(route);
}

export interface DeclaredRoute {
  /** Upper case. */
  method: string;
  /** As Hono writes it: `/api/org/:orgId`. */
  path: string;
  action: Action;
}

/** A route outside the documented JSON API: a page, a file, a probe. */
export interface PlainRoute {
  method: 'get';
  path: string;
  action: Extract<Action, 'public' | 'metrics:read'>;
}

/** A route without an action, or a handler that nobody declared. */
export class UndeclaredRouteError extends Error {
  override readonly name = 'UndeclaredRouteError';
}

/** Any one of them, as the API's description says it. */
function securityOf(action: Action): Array<Record<string, string[]>> {
  const session = { session: [] };
  return keyScopeOf(action) !== null ? [session, { apiKey: [] }, { bearerKey: [] }] : [session];
}

function actorOf({ var: { apiKey, account } }: Context<AppEnv>): AuditActor {
  if (apiKey !== undefined) return { kind: 'key', id: apiKey.id, name: apiKey.name };
  return { kind: 'person', id: account!.id, name: account!.name };
}

function limitHeaders(state: LimitState): Array<[string, string]> {
  return [
    ['RateLimit-Limit', String(state.limit)],
    ['RateLimit-Remaining', String(state.remaining)],
    ['RateLimit-Reset', String(state.resetSeconds)],
  ];
}

export class Routes {
  readonly app: OpenAPIHono<AppEnv>;
  readonly limits: RateLimits;
  readonly #gate: Gate;
  readonly #audit: AuditLog;
  readonly #declared: DeclaredRoute[] = [];

  constructor(parts: {
    app: OpenAPIHono<AppEnv>;
    gate: Gate;
    limits: RateLimits;
    audit: AuditLog;
  }) {
    this.app = parts.app;
    this.#audit = parts.audit;
    this.limits = parts.limits;
    this.#gate = parts.gate;
  }

  get declared(): readonly DeclaredRoute[] {
    return this.#declared;
  }

  /** Mounts a route of the JSON API. The handler's context holds what the action guarantees. */
  add<R extends RouteDefinition & { getRoutingPath(): string }>(
    route: R,
    handler: RouteHandler<R, ActionEnv<R['action']>>,
  ): void {
    const { action, limit, ...documented } = route;
    const path = route.getRoutingPath();
    this.#declare({ method: route.method.toUpperCase(), path, action });
    const { scope } = ACTIONS[action];
    const hasBody = route.request?.body !== undefined;
    this.app.openapi(
      {
        ...documented,
        description: describeAccess(route.description, action, limit ?? 'api'),
        ...(scope === 'public' ? {} : { security: securityOf(action) }),
        responses: {
          ...errorResponses(scope, hasBody, limit !== 'none'),
          ...route.responses,
        },
        middleware: this.#guards(path, action, limit ?? 'api'),
      } as RouteConfig,
      // The gate has filled in what the handler's environment promises.
      handler as unknown as Handler<AppEnv>,
    );
  }

  /** Describes a route that is answered before the app. */
  describe(route: RouteConfig): void {
    this.app.openAPIRegistry.registerPath(route);
  }

  /** Mounts a page, a file or a probe. */
  addPlain(route: PlainRoute, handler: Handler<AppEnv>): void {
    this.#declare({ method: route.method.toUpperCase(), path: route.path, action: route.action });
    this.app.on(
      route.method,
      [route.path],
      ...this.#guards(route.path, route.action, 'none'),
      handler,
    );
  }

  /** Asks again for a request whose answer goes on for long: the session may end meanwhile. */
  isStillAllowed<A extends Action>(c: Context<ActionEnv<A>>, action: A): Promise<boolean> {
    return wouldStillPass(this.#gate, c as unknown as Context<AppEnv>, action);
  }

  /**
   * Compares what the app answers with what was declared. Middleware stands on `*` alone.
   * @throws UndeclaredRouteError
   */
  checkComplete(): void {
    const declared = new Set(this.#declared.map(({ method, path }) => `${method} ${path}`));
    for (const { method, path } of this.app.routes) {
      const isMiddleware = method === 'ALL' && path === '/*';
      if (!isMiddleware && !declared.has(`${method} ${path}`)) {
        throw new UndeclaredRouteError(`The route ${method} ${path} declares no action.`);
      }
    }
  }

  #declare(route: DeclaredRoute): void {
    if (!isAction(route.action)) {
      throw new UndeclaredRouteError(
        `The route ${route.method} ${route.path} declares no known action (found ${String(route.action)}).`,
      );
    }
    this.#declared.push(route);
  }

  #guards(path: string, action: Action, limit: LimitName): MiddlewareHandler<AppEnv>[] {
    const count: MiddlewareHandler<AppEnv> = async (c, next) => {
      c.set('route', path);
      c.set('note', () => undefined);
      const shown = looksAtKeys(action) ? await lookUpKey(this.#gate, c) : null;
      c.set('shownKey', shown);
      // A key is counted for itself, from wherever it is used; what is none is counted for the client.
      if (shown !== null && 'key' in shown) c.set('clientKey', `key ${shown.key.id}`);
      const state = await this.limits.consume(limit, c.var.clientKey);
      await next();
      if (state !== null && !(c.error instanceof RateLimitedError)) {
        for (const [name, value] of limitHeaders(state)) c.header(name, value);
      }
    };
    const gate = gateFor(this.#gate, action);
    return isAudited(action) ? [count, gate, this.#auditing(action)] : [count, gate];
  }

  /** What a handler has changed is written down before its answer goes out. */
  #auditing(action: Action): MiddlewareHandler<AppEnv> {
    return async (c, next) => {
      const details: AuditDetails = {};
      let newSite: AuditEntry['site'];
      c.set('note', (more, about) => {
        Object.assign(details, more);
        newSite = about;
      });
      await next();
      const { org, site = newSite } = c.var;
      const orgId = org?.id ?? c.var.site?.org_id;
      if (c.error !== undefined || c.res.status >= 400 || orgId === undefined) return;
      await this.#audit.record({ orgId, action, actor: actorOf(c), site, details });
    };
  }
}
