/** Writing a goal, unless another one is in the way. */
import type { Kysely } from 'kysely';
import { isUniqueViolation, type Schema } from '../../db/index.ts';
import type { GoalsTable } from '../../db/schema.ts';
import { AppError } from '../../errors.ts';
import type { Facts } from './facts.ts';
import { encodeProperties } from './meaning.ts';
import * as queries from './queries.ts';

/** Every report by goal looks at each of them for each event. */
const MAX_GOALS = 100;

const conflict = (path: string, message: string) =>
  new AppError('CONFLICT', `${path}: ${message}`, { details: [{ path, message }] });

const NO_PROPERTIES = encodeProperties({});

/**
 * @param existing the site's goals, without the one that is changed
 * @throws AppError CONFLICT that names the goal which is in the way
 */
function refuseTaken(existing: readonly GoalsTable[], wanted: Facts): void {
  const same = existing.find((goal) => goal.meaning === wanted.meaning);
  if (same !== undefined) {
    const path = wanted.goal_type === 'event' ? 'event_name' : 'page_path';
    const what = wanted.properties === NO_PROPERTIES ? wanted.target : 'the same';
    throw conflict(path, `the goal "${same.name}" counts ${what} already`);
  }
  if (existing.some((goal) => goal.name === wanted.name)) {
    throw conflict(
      'name',
      `another goal is called "${wanted.name}" already; give this one a name of its own`,
    );
  }
}

/** @throws AppError CONFLICT */
export function refuseTooMany(existing: readonly GoalsTable[]): void {
  if (existing.length < MAX_GOALS) return;
  throw new AppError('CONFLICT', `A site has at most ${MAX_GOALS} goals. Delete one first.`);
}

interface Write {
  siteId: string;
  facts: Facts;
  /** The goal that is changed; absent: one is added. */
  own?: string;
  /** @param others the site's other goals */
  run: (trx: Kysely<Schema>, others: readonly GoalsTable[]) => Promise<GoalsTable>;
}

/** Looks for what is in the way and writes, at once. @throws AppError CONFLICT */
export async function writeGoal(
  db: Kysely<Schema>,
  { siteId, facts, own, run }: Write,
): Promise<GoalsTable> {
  const others = async (from: Kysely<Schema>) =>
    (await queries.goalsOf(from, siteId)).filter(({ id }) => id !== own);
  try {
    return await db.transaction().execute(async (trx) => {
      const existing = await others(trx);
      refuseTaken(existing, facts);
      return run(trx, existing);
    });
  } catch (error) {
    // Somebody wrote it between our look and our write.
    if (isUniqueViolation(error)) refuseTaken(await others(db), facts);
    throw error;
  }
}
