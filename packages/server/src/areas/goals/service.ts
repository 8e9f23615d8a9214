/** Goals: what a site counts as a success. */
import type { Kysely } from 'kysely';
import type { Goal } from '@purestat/vocabulary';
import type { SiteAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { newId, type Schema } from '../../db/index.ts';
import type { GoalsTable } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import type { GoalDefinition } from '../../query/index.ts';
import { toDefinition } from './definition.ts';
import { changed, factsOf, toGoal } from './facts.ts';
import * as queries from './queries.ts';
import type { CreateGoalInput, UpdateGoalInput } from './schema.ts';
import { refuseTooMany, writeGoal } from './write.ts';

type SiteFacts = Pick<SiteAccess, 'id' | 'domain'>;

const notFound = () => new AppError('NOT_FOUND', 'No such goal, or you may not see it.');

export function createGoals({ db, clock }: { db: Kysely<Schema>; clock: Clock }) {
  return {
    /** @throws AppError VALIDATION_ERROR, CONFLICT */
    async create(site: SiteFacts, input: CreateGoalInput): Promise<Goal> {
      const facts = factsOf(input, site.domain);
      const created_at = new Date(clock.nowMs()).toISOString();
      const row: GoalsTable = { id: newId(), site_id: site.id, ...facts, created_at };
      const run: Parameters<typeof writeGoal>[1]['run'] = async (trx, others) => {
        refuseTooMany(others);
        await queries.insertGoal(trx, row);
        return row;
      };
      return toGoal(await writeGoal(db, { siteId: site.id, facts, run }));
    },

    /**
     * What is not named stays as it is; a goal's name that nobody gave follows what it counts.
     * @throws AppError NOT_FOUND, VALIDATION_ERROR, CONFLICT
     */
    async update(site: SiteFacts, goalId: string, changes: UpdateGoalInput): Promise<Goal> {
      const known = (await queries.goalsOf(db, site.id)).find(({ id }) => id === goalId);
      if (known === undefined) throw notFound();
      const facts = factsOf(changed(known, changes), site.domain);
      const run = async (trx: Kysely<Schema>): Promise<GoalsTable> => {
        if (!(await queries.updateGoal(trx, { siteId: site.id, goalId }, facts))) throw notFound();
        return { ...known, ...facts };
      };
      return toGoal(await writeGoal(db, { siteId: site.id, facts, own: goalId, run }));
    },

    async list(siteId: string): Promise<Goal[]> {
      return (await queries.goalsOf(db, siteId)).map(toGoal);
    },

    /** The site's goals as queries evaluate them. */
    async definitions(siteId: string): Promise<GoalDefinition[]> {
      return (await queries.goalsOf(db, siteId)).map(toDefinition);
    },

    /** @throws AppError NOT_FOUND when the site has no such goal */
    async remove(siteId: string, goalId: string): Promise<Pick<Goal, 'name'>> {
      const name = await queries.deleteGoal(db, { siteId, goalId });
      if (name === undefined) throw notFound();
      return { name };
    },
  };
}

export type Goals = ReturnType<typeof createGoals>;
