import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { ConfigStore } from '../../db/index.ts';
import type { Mailer } from '../../mail/index.ts';
import { createIdentity } from './identity.ts';
import { MailedLinks } from './mailed-links.ts';
import { Accounts, type AccountsParts } from './service.ts';

/** What people and their ways in are made of. */
export interface AccountParts {
  config: Config;
  configStore: ConfigStore;
  secretKey: string;
  log: Logger;
  clock: Clock;
  mailer: Mailer;
  isInvited: AccountsParts['isInvited'];
  onAccessEnded: AccountsParts['onAccessEnded'];
}

/** Puts accounts and the links that are mailed to them together, over one library. */
export function createAccounts(parts: AccountParts): { accounts: Accounts; links: MailedLinks } {
  const baseUrl = parts.config.BASE_URL;
  const identity = createIdentity({ ...parts, baseUrl });
  const links = new MailedLinks({ ...parts, identity, baseUrl });
  return { accounts: new Accounts({ ...parts, identity, links }), links };
}
