/** The folder that holds a site of 10 million events among 30 million of 200 sites, filled where it is not there. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fillLargeSite } from './large-site-data.ts';
import type { Scale } from './measure.ts';
import {
  addSite,
  createSite,
  signIn,
  startProduct,
  temporaryFolder,
  TIMEZONE,
  type Listening,
  type Session,
} from './product.ts';

export interface Sites {
  /** Of 10 million events, or with `--quick` of one. */
  large: Session;
  small: Session;
}

/** A folder with the data; one that is named is filled once and kept. */
export async function openLargeSite({
  isQuick,
  dataFolder,
}: Scale): Promise<{ dataDir: string; sites: Sites }> {
  const dataDir = dataFolder ?? temporaryFolder();
  const mark = join(dataDir, 'filled');
  const server = await startProduct(dataDir);
  const sites = existsSync(mark) ? await knownSites(server) : await newSites(server);
  await server.end();
  if (!existsSync(mark)) {
    await fillLargeSite(dataDir, TIMEZONE, isQuick ? 3_000_000 : 30_000_000, Date.now());
    mkdirSync(mark);
  }
  return { dataDir, sites };
}

async function newSites({ port }: Listening): Promise<Sites> {
  const large = await createSite(port);
  return { large, small: await addSite(port, large, 'small.example') };
}

async function knownSites({ port }: Listening): Promise<Sites> {
  const [large, small] = await signIn(port);
  return { large: large!, small: small! };
}
