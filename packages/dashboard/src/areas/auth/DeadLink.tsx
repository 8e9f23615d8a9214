import type { ReactNode } from 'react';
import { isApiError } from '../../api/errors.ts';
import { Banner } from '../../ui/Banner.tsx';

/** Whether the server says that a mailed link does not work, or not any more. */
export function isDeadLink(error: unknown): boolean {
  if (!isApiError(error, 'VALIDATION_ERROR')) return false;
  return error.details.some(({ path }) => path === 'token');
}

/** @returns the token of the mailed link; '' when the link was cut */
export const tokenOf = (search: string): string => new URLSearchParams(search).get('token') ?? '';

/** Says that a mailed link is over; `children` the way forward. */
export function DeadLink({ children }: { children: ReactNode }) {
  return (
    <div className="mt-6 grid gap-4">
      <Banner tone="error" title="This link doesn’t work any more">
        Each link works once and for a short time. It may also have been cut when it was copied.
      </Banner>
      {children}
    </div>
  );
}
