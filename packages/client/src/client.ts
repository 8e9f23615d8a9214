import { OPERATIONS, type Operations } from './operations.ts';
import { Site } from './site.ts';
import { Transport, type CallOptions, type ClientOptions, type Query } from './transport.ts';

/** What an operation needs: the parts of its path and its body, where it has them. */
type Needs<Name extends keyof Operations> = Pick<
  Operations[Name],
  Extract<keyof Operations[Name], 'path' | 'body'>
> & { query?: Query };

export interface PurestatClient {
  /** What programs ask of one site. */
  site(orgId: string, siteId: string): Site;
  /**
   * Any operation of the API by its `operationId`; see the reference at `/docs/api`. Most need a
   * session, which a program has not; those that a key opens say so.
   */
  call<Name extends keyof Operations>(
    name: Name,
    needs: Needs<Name>,
    options?: CallOptions,
  ): Promise<Operations[Name]['answer']>;
}

/** @throws TypeError when `baseUrl` is no address with http or https */
export function createClient(options: ClientOptions): PurestatClient {
  const transport = new Transport(options);
  return {
    site: (orgId, siteId) => new Site(transport, { orgId, siteId }),
    call(name, needs, callOptions = {}) {
      const {
        path = {},
        body,
        query,
      } = needs as {
        path?: Record<string, string>;
        body?: unknown;
        query?: Query;
      };
      const [method, pattern] = OPERATIONS[name].split(' ') as [string, string];
      const address = pattern.replace(/\{(\w+)\}/g, (_, part: string) =>
        encodeURIComponent(path[part] ?? ''),
      );
      return transport.json({
        method,
        path: address,
        body,
        ...(query && { query }),
        ...callOptions,
      });
    },
  };
}
