/** Goals: what a site counts as a success. */
import type { Kysely } from 'kysely';
import type { Goal } from '@purestat/vocabulary';
import type { SiteAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { isUniqueViolation, newId, type Schema } from '../../db/index.ts';
import type { GoalsTable } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import type { GoalDefinition } from '../../query/index.ts';
import { toDefinition } from './definition.ts';
import { normalisePagePath } from './page-path.ts';
import * as queries from './queries.ts';
import type { CreateGoalInput } from './schema.ts';

/** Every report by goal looks at each of them for each event. */
const MAX_GOALS = 100;

type Facts = Pick<GoalsTable, 'goal_type' | 'target' | 'name' | 'currency'>;

/** @returns the goal as the API shows it */
function toGoal({ id, goal_type, name, target, currency, created_at }: GoalsTable): Goal {
  return {
    id,
    goal_type,
    name,
    page_path: goal_type === 'page' ? target : null,
    event_name: goal_type === 'event' ? target : null,
    currency,
    created_at,
  };
}

function factsOf(input: CreateGoalInput, domain: string): Facts {
  const { goal_type, currency = null } = input;
  if (goal_type === 'event') {
    const target = input.event_name;
    return { goal_type, target, currency, name: input.name ?? target };
  }
  const target = normalisePagePath(input.page_path, domain);
  return { goal_type, target, currency, name: input.name ?? `Visit ${target}` };
}

const conflict = (path: string, message: string) =>
  new AppError('CONFLICT', `${path}: ${message}`, { details: [{ path, message }] });

/** @throws AppError CONFLICT that names the goal which is in the way */
function refuseTaken(existing: readonly GoalsTable[], wanted: Facts): void {
  const same = existing.find(
    (goal) => goal.goal_type === wanted.goal_type && goal.target === wanted.target,
  );
  if (same !== undefined) {
    const path = wanted.goal_type === 'page' ? 'page_path' : 'event_name';
    throw conflict(path, `the goal "${same.name}" counts ${wanted.target} already`);
  }
  if (existing.some((goal) => goal.name === wanted.name)) {
    throw conflict(
      'name',
      `another goal is called "${wanted.name}" already; give this one a name of its own`,
    );
  }
  if (existing.length >= MAX_GOALS) {
    throw new AppError('CONFLICT', `A site has at most ${MAX_GOALS} goals. Delete one first.`);
  }
}

export function createGoals({ db, clock }: { db: Kysely<Schema>; clock: Clock }) {
  return {
    /** @throws AppError VALIDATION_ERROR, CONFLICT */
    async create(site: Pick<SiteAccess, 'id' | 'domain'>, input: CreateGoalInput): Promise<Goal> {
      const facts = factsOf(input, site.domain);
      const created_at = new Date(clock.nowMs()).toISOString();
      const row: GoalsTable = { id: newId(), site_id: site.id, ...facts, created_at };
      try {
        await db.transaction().execute(async (trx) => {
          refuseTaken(await queries.goalsOf(trx, site.id), facts);
          await queries.insertGoal(trx, row);
        });
      } catch (error) {
        // Somebody made it between our look and our write.
        if (isUniqueViolation(error)) refuseTaken(await queries.goalsOf(db, site.id), facts);
        throw error;
      }
      return toGoal(row);
    },

    async list(siteId: string): Promise<Goal[]> {
      return (await queries.goalsOf(db, siteId)).map(toGoal);
    },

    /** The site's goals as queries evaluate them. */
    async definitions(siteId: string): Promise<GoalDefinition[]> {
      return (await queries.goalsOf(db, siteId)).map(toDefinition);
    },

    /** @throws AppError NOT_FOUND when the site has no such goal */
    async remove(siteId: string, goalId: string): Promise<void> {
      if (await queries.deleteGoal(db, { siteId, goalId })) return;
      throw new AppError('NOT_FOUND', 'No such goal, or you may not see it.');
    },
  };
}

export type Goals = ReturnType<typeof createGoals>;
