/** Funnels: what visitors of a site are to do within a day, in order. */
import type { Kysely } from 'kysely';
import type { Funnel, FunnelStep, Goal } from '@purestat/vocabulary';
import type { SiteAccess } from '../../access/index.ts';
import type { Clock } from '../../clock.ts';
import { isUniqueViolation, newId, type Schema } from '../../db/index.ts';
import { AppError, invalidField } from '../../errors.ts';
import type { FunnelDefinition, GoalDefinition } from '../../query/index.ts';
import { normalisePagePath, type Goals } from '../goals/index.ts';
import { toDefinition } from './definition.ts';
import * as queries from './queries.ts';
import type { FunnelInput } from './schema.ts';

const MAX_FUNNELS = 100;

type Site = Pick<SiteAccess, 'id' | 'domain'>;
type Facts = Pick<queries.FunnelRow, 'name' | 'strict' | 'steps'>;

const noSuchFunnel = () => new AppError('NOT_FOUND', 'No such funnel, or you may not see it.');

function toStep(step: queries.StepFacts, goals: readonly Goal[]): FunnelStep {
  const { goal_id, page_path } = step;
  const goal = goals.find(({ id }) => id === goal_id);
  return {
    name: goal?.name ?? `Visit ${page_path ?? ''}`,
    type: goal?.goal_type === 'event' ? 'event' : 'page',
    goal_id,
    page_path,
  };
}

/** @returns the funnel as the API shows it */
function toFunnel(row: queries.FunnelRow, goals: readonly Goal[]): Funnel {
  const { id, name, strict, steps, created_at } = row;
  return {
    id,
    name,
    strict: strict === 1,
    steps: steps.map((step) => toStep(step, goals)),
    created_at,
  };
}

/** @throws AppError VALIDATION_ERROR that names the step */
function factsOf(input: FunnelInput, site: Site, goals: readonly Goal[]): Facts {
  const steps = input.steps.map(({ goal_id = null, page_path = null }, index) => {
    if (page_path !== null) {
      const field = `steps.${index}.page_path`;
      return { goal_id: null, page_path: normalisePagePath(page_path, site.domain, field) };
    }
    if (goals.some(({ id }) => id === goal_id)) return { goal_id, page_path: null };
    throw invalidField(`steps.${index}.goal_id`, 'is no goal of this site');
  });
  return { name: input.name, strict: Number(input.strict), steps };
}

/** @throws AppError CONFLICT */
function refuseTaken(others: readonly queries.FunnelRow[], { name }: Facts): void {
  if (!others.some((other) => other.name === name)) return;
  const message = `another funnel is called "${name}" already; give this one a name of its own`;
  throw new AppError('CONFLICT', `name: ${message}`, { details: [{ path: 'name', message }] });
}

interface Writing {
  siteId: string;
  row: queries.FunnelRow;
  isNew: boolean;
}

/** @throws AppError CONFLICT, NOT_FOUND */
async function write(db: Kysely<Schema>, { siteId, row, isNew }: Writing): Promise<void> {
  const others = (all: readonly queries.FunnelRow[]) => all.filter(({ id }) => id !== row.id);
  try {
    await db.transaction().execute(async (trx) => {
      const all = await queries.funnelsOf(trx, siteId);
      refuseTaken(others(all), row);
      if (isNew) refuseTooMany(all);
      else if (others(all).length === all.length) throw noSuchFunnel();
      await (isNew ? queries.insertFunnel(trx, row) : queries.updateFunnel(trx, row));
    });
  } catch (error) {
    // Somebody took the name between our look and our write.
    if (isUniqueViolation(error)) refuseTaken(others(await queries.funnelsOf(db, siteId)), row);
    throw error;
  }
}

function refuseTooMany(all: readonly unknown[]): void {
  if (all.length < MAX_FUNNELS) return;
  throw new AppError('CONFLICT', `A site has at most ${MAX_FUNNELS} funnels. Delete one first.`);
}

async function find(
  db: Kysely<Schema>,
  siteId: string,
  funnelId: string,
): Promise<queries.FunnelRow> {
  const row = (await queries.funnelsOf(db, siteId)).find(({ id }) => id === funnelId);
  if (row === undefined) throw noSuchFunnel();
  return row;
}

interface FunnelsParts {
  db: Kysely<Schema>;
  clock: Clock;
  goals: Pick<Goals, 'list' | 'definitions'>;
}

export function createFunnels({ db, clock, goals }: FunnelsParts) {
  return {
    /** @throws AppError VALIDATION_ERROR, CONFLICT */
    async create(site: Site, input: FunnelInput): Promise<Funnel> {
      const known = await goals.list(site.id);
      const facts = factsOf(input, site, known);
      const created_at = new Date(clock.nowMs()).toISOString();
      const row = { id: newId(), site_id: site.id, ...facts, created_at };
      await write(db, { siteId: site.id, row, isNew: true });
      return toFunnel(row, known);
    },

    async list(siteId: string): Promise<Funnel[]> {
      const known = await goals.list(siteId);
      return (await queries.funnelsOf(db, siteId)).map((row) => toFunnel(row, known));
    },

    /** @throws AppError NOT_FOUND */
    async read(siteId: string, funnelId: string): Promise<Funnel> {
      return toFunnel(await find(db, siteId, funnelId), await goals.list(siteId));
    },

    /** @throws AppError NOT_FOUND, VALIDATION_ERROR, CONFLICT */
    async update(site: Site, funnelId: string, input: FunnelInput): Promise<Funnel> {
      const old = await find(db, site.id, funnelId);
      const known = await goals.list(site.id);
      const row = { ...old, ...factsOf(input, site, known) };
      await write(db, { siteId: site.id, row, isNew: false });
      return toFunnel(row, known);
    },

    /** @throws AppError NOT_FOUND when the site has no such funnel */
    async remove(siteId: string, funnelId: string): Promise<void> {
      if (!(await queries.deleteFunnel(db, { siteId, funnelId }))) throw noSuchFunnel();
    },

    /** The funnel as it is shown and as queries count it. @throws AppError NOT_FOUND */
    async definition(
      siteId: string,
      funnelId: string,
    ): Promise<{ funnel: Funnel; definition: FunnelDefinition; goals: GoalDefinition[] }> {
      const row = await find(db, siteId, funnelId);
      const known = await goals.definitions(siteId);
      const funnel = toFunnel(row, await goals.list(siteId));
      return { funnel, definition: toDefinition(row, known), goals: known };
    },
  };
}

export type Funnels = ReturnType<typeof createFunnels>;
