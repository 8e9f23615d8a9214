import type { Logger } from 'pino';
import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { ConfigStore } from '../../db/index.ts';
import type { Mail, Mailer } from '../../mail/index.ts';
import type { People, Sessions } from '../auth/index.ts';
import { Arrivals } from './arrivals.ts';
import { Attempts } from './attempts.ts';
import { linkedMail, unlinkedMail, type Notice } from './mails.ts';
import { Methods } from './methods.ts';
import { ProviderClients } from './provider-clients.ts';
import type { Fetch } from './provider-fetch.ts';
import { configuredProviders } from './providers.ts';
import { OAuth } from './service.ts';

export interface OAuthAreaParts {
  config: Config;
  configStore: ConfigStore;
  clock: Clock;
  log: Logger;
  mailer: Mailer;
  people: Pick<People, 'providerAccounts' | 'sessions' | 'reauthentication'>;
  /** How providers are reached. */
  fetchProvider: Fetch;
}

export interface OAuthArea {
  oauth: OAuth;
  methods: Methods;
  sessions: Sessions;
  reauthentication: People['reauthentication'];
  baseUrl: string;
}

interface Addressee {
  email: string;
  isConfirmed: boolean;
}

/** Puts signing in by providers together. */
export function createOAuth(parts: OAuthAreaParts): OAuthArea {
  const { config, clock, log, mailer, people, fetchProvider: fetch } = parts;
  const accounts = people.providerAccounts;
  const { db } = parts.configStore;
  const baseUrl = config.BASE_URL;
  const providers = configuredProviders(config);
  // A notice has no place in the log, where mails go without a mail server.
  // Nor has it one at an address that may be somebody else's.
  const notify = (toMail: (notice: Notice) => Mail, to: Addressee, provider: string) => {
    if (!mailer.isOn || !to.isConfirmed) return;
    mailer.send(toMail({ to: to.email, provider, url: `${baseUrl}/settings` }));
  };
  const arrivals = new Arrivals({
    accounts,
    registration: config.REGISTRATION,
    onLinked: ({ email, emailVerified: isConfirmed }, { name }) =>
      notify(linkedMail, { email, isConfirmed }, name),
  });
  const oauth = new OAuth({
    providers,
    accounts,
    arrivals,
    log,
    attempts: new Attempts({ db, clock }),
    clients: new ProviderClients({ baseUrl, clock, fetch }),
  });
  const methods = new Methods({
    db,
    providers,
    onUnlinked: ({ email, email_verified: isConfirmed }, name) =>
      notify(unlinkedMail, { email, isConfirmed }, name),
  });
  const { sessions, reauthentication } = people;
  return { oauth, methods, sessions, reauthentication, baseUrl };
}
