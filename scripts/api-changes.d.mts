/** One line for each change that breaks programs which were written for `before`. */
export function breakingChanges(before: object, after: object): string[];
/** Those changes that the text does not name. */
export function undeclared(changes: readonly string[], declared: string): string[];
