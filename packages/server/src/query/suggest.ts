/** Finds what was probably meant by a name that is not known. */

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}

const spelled = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** @returns the nearest of the allowed names, or null when none is near */
export function nearest(name: string, allowed: readonly string[]): string | null {
  if (name.length > 40) return null;
  const ranked = allowed
    .map((candidate) => ({ candidate, distance: editDistance(spelled(name), spelled(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(1, name.length / 3)
    ? best.candidate
    : null;
}

/** One sentence: what was found, what was probably meant, what is allowed. */
export function notAllowed(what: string, found: unknown, allowed: readonly string[]): string {
  const meant = typeof found === 'string' ? nearest(found, allowed) : null;
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`;
  return `unknown ${what} ${JSON.stringify(found) ?? 'undefined'}.${hint} Allowed: ${allowed.join(', ')}.`;
}
