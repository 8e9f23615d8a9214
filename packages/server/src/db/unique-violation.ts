/** SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY. */
const SQLITE_CODES = new Set<unknown>([2067, 1555]);
const POSTGRES_UNIQUE_VIOLATION = '23505';

/** @returns whether a write failed because a row with the same unique value is there already */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  return SQLITE_CODES.has(errcode) || code === POSTGRES_UNIQUE_VIOLATION;
}
