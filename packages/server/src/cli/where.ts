/** Where a command finds a site: in the data folder, or with a running server by an API key. */
import { pino } from 'pino';
import { createGoals } from '../areas/goals/index.ts';
import { loadSiteRegistry } from '../areas/sites/index.ts';
import type { StatsContext } from '../deps.ts';
import { FailedError, UsageError, type CommandIo, type CommandOption } from './command.ts';
import type { OptionValues } from './command.ts';
import { DATA_OPTION, withFolder } from './folder.ts';

export const WHERE_OPTIONS = {
  site: {
    type: 'string',
    value: 'DOMAIN',
    help: 'the site, in the data folder; no server may run',
  },
  data: DATA_OPTION,
  url: {
    type: 'string',
    value: 'ADDRESS',
    help: 'address of the site’s dashboard, whose running server is asked instead',
  },
  key: {
    type: 'string',
    value: 'KEY',
    help: 'API key for it; better in PURESTAT_KEY, for others can read command lines',
  },
} as const satisfies Record<string, CommandOption>;

export const WHERE_HELP = `
The site is one of the data folder (--site DOMAIN; the server must be stopped, because a folder belongs
to one process at a time), or one of a running server (--url, as it stands in the browser on the site’s
dashboard, and an API key of the site in PURESTAT_KEY or --key).
`;

const INSTEAD =
  'Stop that one first, or ask it: --url with the address of the site’s dashboard, and an API key.';

export interface ServerSite {
  /** Where the site’s API begins. */
  api: string;
  headers: Record<string, string>;
}

/** @returns null where the data folder is meant */
export function serverSite(values: OptionValues, { env }: CommandIo): ServerSite | null {
  const { url, site, key = env['PURESTAT_KEY'] } = values;
  if (url === undefined && site === undefined) {
    throw new UsageError('Which site? --site DOMAIN, or --url with the address of its dashboard.');
  }
  if (url === undefined) return null;
  if (site !== undefined) throw new UsageError('--site and --url exclude each other.');
  if (typeof key !== 'string' || key === '') {
    throw new UsageError('--url needs an API key: PURESTAT_KEY or --key.');
  }
  const place = /^(https?:\/\/[^/?#]+)\/org\/([^/?#]+)\/site\/([^/?#]+)/.exec(String(url));
  if (place === null) {
    throw new UsageError(
      '--url is the address of the site’s dashboard, such as http://localhost:3000/org/ORG/site/SITE.',
    );
  }
  const [, origin, orgId, siteId] = place;
  return { api: `${origin}/api/org/${orgId}/site/${siteId}`, headers: { 'X-API-Key': key } };
}

/** @throws FailedError when the server refuses, or is not there */
export async function ask(
  address: string,
  init: RequestInit,
  signal: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { ...init, signal });
  } catch (cause) {
    throw new FailedError(`${new URL(address).origin} does not answer.`, { cause });
  }
  if (response.ok) return response;
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  const said = body?.error?.message ?? 'no reason given';
  throw new FailedError(`The server refused (${response.status}): ${said}`);
}

/** Does the work with a site of the folder. @throws FailedError when there is no such site */
export function withFolderSite<T>(
  values: OptionValues,
  io: CommandIo,
  work: (context: StatsContext) => Promise<T>,
): Promise<T> {
  const domain = String(values['site']);
  return withFolder(values, io, {
    instead: INSTEAD,
    work: async ({ configStore: { db }, events }) => {
      const sites = await loadSiteRegistry(db, pino({ level: 'silent' }));
      const site = sites.byDomain(domain);
      if (site === undefined) throw new FailedError(noSite(domain, [...sites.all()]));
      return work({
        store: await events(),
        site,
        nowMs: io.clock.nowMs(),
        signal: io.signal,
        firstEventAtMs: sites.firstEventAtMs(site.number),
        goals: await createGoals({ db, clock: io.clock }).definitions(site.id),
      });
    },
  });
}

function noSite(domain: string, sites: ReadonlyArray<{ domain: string }>): string {
  const known = sites.map((site) => site.domain).toSorted();
  if (known.length === 0) return `There is no site ${domain}; the folder has none.`;
  return `There is no site ${domain}. The folder has ${known.join(', ')}.`;
}
