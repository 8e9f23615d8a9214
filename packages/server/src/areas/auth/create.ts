import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { ConfigStore } from '../../db/index.ts';
import type { Mailer } from '../../mail/index.ts';
import { Deletion, type DeletionParts } from './deletion.ts';
import { EmailChange } from './email-change.ts';
import { createIdentity } from './identity.ts';
import { MailedLinks } from './mailed-links.ts';
import { ProviderAccounts } from './provider-accounts.ts';
import { Reauthentication } from './reauthentication.ts';
import { Registration, type RegistrationParts } from './registration.ts';
import { Operator } from './operator.ts';
import { Accounts } from './service.ts';
import { Sessions } from './sessions.ts';
import { TwoFactor } from './two-factor/service.ts';

/** What people and their ways in are made of. */
export interface AccountParts {
  config: Config;
  configStore: ConfigStore;
  secretKey: string;
  log: Logger;
  clock: Clock;
  mailer: Mailer;
  /** Names a browser from its User-Agent, coarsely. */
  deviceLabel(userAgent: string): string;
  isInvited: RegistrationParts['isInvited'];
  removeOrg: DeletionParts['removeOrg'];
  onAccessEnded: DeletionParts['onAccessEnded'];
}

/** Accounts, and what stands around them. */
export interface People {
  accounts: Accounts;
  links: MailedLinks;
  sessions: Sessions;
  twoFactor: TwoFactor;
  reauthentication: Reauthentication;
  /** For signing in by providers. */
  providerAccounts: ProviderAccounts;
  emailChange: EmailChange;
  deletion: Deletion;
}

/** The accounts as whoever runs the server sees them; no mail is sent. */
export function createOperator(
  parts: Omit<AccountParts, 'isInvited' | 'removeOrg' | 'onAccessEnded' | 'deviceLabel'>,
): Operator {
  const identity = createIdentity({
    ...parts,
    baseUrl: parts.config.BASE_URL,
    // No browser is in sight.
    deviceLabel: () => '',
  });
  return new Operator({ identity, configStore: parts.configStore, clock: parts.clock });
}

/** Puts accounts, the links that are mailed to them and their other ways in together, over one library. */
export function createAccounts(parts: AccountParts): People {
  const baseUrl = parts.config.BASE_URL;
  const { db } = parts.configStore;
  const identity = createIdentity({ ...parts, baseUrl });
  const links = new MailedLinks({ ...parts, identity, baseUrl });
  const sessions = new Sessions({ ...parts, db, identity, confirms: links.areSent });
  const twoFactor = new TwoFactor({ ...parts, db });
  const registration = new Registration({ ...parts, db });
  const shared = { ...parts, identity, links, registration, sessions, twoFactor };
  return {
    accounts: new Accounts(shared),
    links,
    sessions,
    twoFactor,
    reauthentication: new Reauthentication(db, twoFactor),
    providerAccounts: new ProviderAccounts(shared),
    emailChange: new EmailChange({ ...parts, identity, baseUrl }),
    deletion: new Deletion({ ...parts, db }),
  };
}
