import type { Kysely } from 'kysely';
import type { FunnelsTable, FunnelStepsTable, Schema } from '../../db/schema.ts';

type Db = Kysely<Schema>;
export type StepFacts = Pick<FunnelStepsTable, 'goal_id' | 'page_path'>;
export interface FunnelRow extends FunnelsTable {
  steps: StepFacts[];
}

/** Oldest first, each with its steps in order. */
export async function funnelsOf(db: Db, siteId: string): Promise<FunnelRow[]> {
  const funnels = await db
    .selectFrom('funnels')
    .where('site_id', '=', siteId)
    .selectAll()
    .orderBy('created_at')
    .orderBy('name')
    .execute();
  const steps = await db
    .selectFrom('funnel_steps')
    .innerJoin('funnels', 'funnels.id', 'funnel_steps.funnel_id')
    .where('funnels.site_id', '=', siteId)
    .selectAll('funnel_steps')
    .orderBy('funnel_steps.position')
    .execute();
  const byFunnel = Map.groupBy(steps, ({ funnel_id }) => funnel_id);
  return funnels.map((funnel) => ({ ...funnel, steps: byFunnel.get(funnel.id) ?? [] }));
}

export async function insertFunnel(db: Db, { steps, ...funnel }: FunnelRow): Promise<void> {
  await db.insertInto('funnels').values(funnel).execute();
  await insertSteps(db, funnel.id, steps);
}

/** Name, strictness and steps; the site has such a funnel. */
export async function updateFunnel(db: Db, { steps, ...funnel }: FunnelRow): Promise<void> {
  const { name, strict } = funnel;
  await db.updateTable('funnels').set({ name, strict }).where('id', '=', funnel.id).execute();
  await db.deleteFrom('funnel_steps').where('funnel_id', '=', funnel.id).execute();
  await insertSteps(db, funnel.id, steps);
}

async function insertSteps(db: Db, funnel_id: string, steps: readonly StepFacts[]): Promise<void> {
  const rows = steps.map(({ goal_id, page_path }, index) => {
    return { funnel_id, position: index + 1, goal_id, page_path };
  });
  await db.insertInto('funnel_steps').values(rows).execute();
}

/** @returns whether the site had such a funnel */
export async function deleteFunnel(
  db: Db,
  ids: { siteId: string; funnelId: string },
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('funnels')
    .where('site_id', '=', ids.siteId)
    .where('id', '=', ids.funnelId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Names of the site's funnels that have the goal as a step, in their order. */
export async function funnelsWithGoal(
  db: Db,
  ids: { siteId: string; goalId: string },
): Promise<string[]> {
  const rows = await db
    .selectFrom('funnels')
    .innerJoin('funnel_steps', 'funnel_steps.funnel_id', 'funnels.id')
    .where('funnels.site_id', '=', ids.siteId)
    .where('funnel_steps.goal_id', '=', ids.goalId)
    .select('funnels.name')
    .distinct()
    .orderBy('funnels.name')
    .execute();
  return rows.map(({ name }) => name);
}
