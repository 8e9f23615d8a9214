/** What was done, as a sentence that begins with who did it. */
import type { AuditDetails, AuditEntry } from '@purestat/vocabulary';

type Words = (details: Told) => string;

/** Details as text. */
class Told {
  readonly #details: AuditDetails;

  constructor(details: AuditDetails) {
    this.#details = details;
  }

  is(name: string): boolean {
    return this.#details[name] === true;
  }

  of(name: string): string {
    return textOf(this.#details[name]);
  }

  /** @returns such as " from viewer to admin"; nothing where it did not change */
  change(name: string): string {
    const value = this.#details[name];
    if (!isChange(value)) return '';
    return ` from ${textOf(value.from)} to ${textOf(value.to)}`;
  }

  /** Everything, for what has no words of its own. */
  all(): string {
    const told = Object.entries(this.#details).map(([name, value]) => {
      const label = name.replaceAll('_', ' ');
      return isChange(value) ? `${label}${this.change(name)}` : `${label} ${textOf(value)}`;
    });
    return told.join(', ');
  }
}

function isChange(value: unknown): value is { from: unknown; to: unknown } {
  return typeof value === 'object' && value !== null && 'from' in value;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return value === undefined || value === null || value === '' ? '–' : String(value);
}

/** By action, in the order in which the filter lists them. */
const WORDS: Readonly<Record<string, { label: string; words: Words }>> = {
  'member:update': {
    label: 'Role changed',
    words: (told) => `changed the role of ${told.of('member')}${told.change('role')}`,
  },
  'member:delete': {
    label: 'Member left or removed',
    words: (told) => (told.is('left') ? 'left' : `removed ${told.of('member')}`),
  },
  'invite:create': {
    label: 'Invitation made',
    words: (told) => `made an invitation as ${told.of('role')}`,
  },
  'invite:accept': {
    label: 'Invitation accepted',
    words: (told) => `joined as ${told.of('role')}`,
  },
  'invite:delete': { label: 'Invitation revoked', words: () => 'revoked an invitation' },
  'site:create': { label: 'Site added', words: () => 'added the site' },
  'site:update': {
    label: 'Site changed',
    words: (told) => `changed the site${told.all() === '' ? '' : `: ${told.all()}`}`,
  },
  'site:delete': { label: 'Site deleted', words: () => 'deleted the site' },
  'goal:create': {
    label: 'Goal created',
    words: (told) => `created the goal “${told.of('goal')}”`,
  },
  'goal:update': {
    label: 'Goal changed',
    words: (told) => `changed the goal “${told.of('goal')}”`,
  },
  'goal:delete': {
    label: 'Goal deleted',
    words: (told) => `deleted the goal “${told.of('goal')}”`,
  },
  'funnel:create': {
    label: 'Funnel created',
    words: (told) => `created the funnel “${told.of('funnel')}”`,
  },
  'funnel:update': {
    label: 'Funnel changed',
    words: (told) => `changed the funnel “${told.of('funnel')}”`,
  },
  'funnel:delete': {
    label: 'Funnel deleted',
    words: (told) => `deleted the funnel “${told.of('funnel')}”`,
  },
  'api-key:create': {
    label: 'API key created',
    words: (told) => `created the API key “${told.of('key')}” (${told.of('scopes')})`,
  },
  'api-key:delete': {
    label: 'API key revoked',
    words: (told) => `revoked the API key “${told.of('key')}”`,
  },
  'org:create': { label: 'Organization created', words: () => 'created the organization' },
  'org:update': {
    label: 'Organization renamed',
    words: (told) => `renamed the organization${told.change('name')}`,
  },
  'org:require_two_factor': {
    label: 'Two-factor sign-in required',
    words: (told) =>
      told.is('required') ? 'requires two-factor sign-in' : 'no longer requires two-factor sign-in',
  },
  'billing:manage': { label: 'Billing opened', words: () => 'opened the pages of billing' },
  'plan:update': {
    label: 'Plan changed',
    words: (told) => `changed the plan${told.change('plan')}`,
  },
};

export const ACTION_LABELS = Object.entries(WORDS).map(([action, { label }]) => ({
  action,
  label,
}));

/** @returns who did it, as far as he has a name */
export function actorName({ actor }: Pick<AuditEntry, 'actor'>): string {
  if (actor.kind === 'system') return 'Purestat';
  if (actor.kind === 'operator') return 'The operator of this server';
  return actor.kind === 'key' ? `The API key ${actor.name}` : actor.name;
}

/** @returns what was done, to follow the name; what is not known is told by its action */
export function deedOf({ action, details, site }: AuditEntry): string {
  const told = new Told(details);
  const known = WORDS[action];
  const all = told.all();
  const plain = `${action.replace(/[:_]/g, ' ')}${all === '' ? '' : `: ${all}`}`;
  const deed = known === undefined ? plain : known.words(told);
  return site === null ? deed : `${deed} · ${site.domain}`;
}
