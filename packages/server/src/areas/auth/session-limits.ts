/** How long a session lasts. */

/** Without use. */
export const SESSION_DAYS_IDLE = 30;
/** However much it is used. */
export const SESSION_DAYS_AT_MOST = 90;
/** Between the first factor and the second. */
export const WAITING_MINUTES = 10;
/** How fresh a sign-in must be to stand in for the password that an account does not have. */
export const RECENT_MINUTES = 10;
