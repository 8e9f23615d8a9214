import type { Migration } from '../migrate.ts';
import { migration as createAccounts } from './0001_users_create_accounts.ts';
import { migration as createOrgs } from './0002_orgs_create_members.ts';
import { migration as createSites } from './0003_sites_create_numbers.ts';
import { migration as createDrops } from './0004_drops_create.ts';
import { migration as createGoals } from './0005_goals_create.ts';
import { migration as createInvites } from './0006_invites_create.ts';
import { migration as createOAuthAttempts } from './0007_oauth_create_attempts.ts';
import { migration as addTwoFactor } from './0008_users_add_two_factor.ts';
import { migration as createApiKeys } from './0010_api_keys_create.ts';
import { migration as createAudit } from './0011_audit_create.ts';
import { migration as addGoalConditions } from './0013_goals_add_conditions.ts';
import { migration as createFunnels } from './0015_funnels_create.ts';
import { migration as createUsage } from './0018_billing_create_usage.ts';
import { migration as createBillingAccounts } from './0019_billing_create_accounts.ts';
import { migration as createCuts } from './0022_cuts_create.ts';

/** In the order in which they run. Never edit one that has been released: add another. */
export const MIGRATIONS: readonly Migration[] = [
  createAccounts,
  createOrgs,
  createSites,
  createDrops,
  createGoals,
  createInvites,
  createOAuthAttempts,
  addTwoFactor,
  createApiKeys,
  createAudit,
  addGoalConditions,
  createFunnels,
  createUsage,
  createBillingAccounts,
  createCuts,
];

/** Grows with each migration. */
export const CONFIG_STORE_FORMAT = MIGRATIONS.length;
