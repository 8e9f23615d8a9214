/** The goals that a measurement needs, made once: the folder may be of an earlier run. */
import { postToSite, type Listening, type Session } from './product.ts';

/** A goal as the API takes it. */
export type GoalBody = Record<string, unknown> & { goal_type: string };

type StoredGoal = Record<string, unknown> & { id: string };

/** @returns their ids, in order */
export async function ensureGoals(
  { port }: Listening,
  session: Session,
  bodies: readonly GoalBody[],
): Promise<string[]> {
  const at = `http://127.0.0.1:${port}/api/org/${session.orgId}/site/${session.siteId}/goal`;
  const answer = await fetch(at, { headers: { cookie: session.cookie } });
  const { goals } = (await answer.json()) as { goals: StoredGoal[] };
  const ids: string[] = [];
  for (const body of bodies) {
    const known = goals.find((goal) => isSame(goal, body));
    ids.push(
      known?.id ?? (await postToSite<{ goal: StoredGoal }>(port, session, 'goal', body)).goal.id,
    );
  }
  return ids;
}

/** By all that is a plain value: conditions on properties come back written out. */
const isSame = (goal: StoredGoal, body: GoalBody) =>
  Object.entries(body).every(([name, value]) => typeof value === 'object' || goal[name] === value);
