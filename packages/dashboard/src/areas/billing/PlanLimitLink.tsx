import { Link } from 'wouter';
import { isApiError } from '../../api/errors.ts';
import { billingPath } from '../../shell/paths.ts';

interface Props {
  error: unknown;
  orgId: string;
}

/** The way on from what the plan does not allow; nothing after other errors. */
export function PlanLimitLink({ error, orgId }: Props) {
  if (!isApiError(error, 'PLAN_LIMIT')) return null;
  return <Link href={billingPath(orgId)}>See plans</Link>;
}
