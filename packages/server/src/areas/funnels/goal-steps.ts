/** Goals that are steps of funnels stay as long as they are. */
import type { Kysely } from 'kysely';
import type { Schema } from '../../db/index.ts';
import { AppError } from '../../errors.ts';
import type { Goals } from '../goals/index.ts';
import { funnelsWithGoal } from './queries.ts';

type Ids = Parameters<typeof funnelsWithGoal>[1];

async function refuseIfStep(db: Kysely<Schema>, ids: Ids): Promise<void> {
  const names = await funnelsWithGoal(db, ids);
  if (names.length === 0) return;
  const funnels = names.map((name) => `"${name}"`).join(', ');
  throw new AppError(
    'CONFLICT',
    `The goal is a step of the funnel${names.length === 1 ? '' : 's'} ${funnels}. Take it out there first, or delete the funnel.`,
  );
}

/**
 * The same goals, of which those that are steps cannot be removed: without one its funnel would mean
 * something else. Removal throws AppError CONFLICT that names the funnels.
 */
export function keepingSteps<Kind extends Pick<Goals, 'remove'>>(
  goals: Kind,
  db: Kysely<Schema>,
): Kind {
  const remove: Goals['remove'] = async (siteId, goalId) => {
    await refuseIfStep(db, { siteId, goalId });
    try {
      return await goals.remove(siteId, goalId);
    } catch (error) {
      // It became a step between our look and the write, which the database refuses.
      await refuseIfStep(db, { siteId, goalId });
      throw error;
    }
  };
  return { ...goals, remove };
}
