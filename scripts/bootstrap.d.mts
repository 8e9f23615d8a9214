/** @param only names of the builds that are needed; all of them unless told */
export function ensureBuilt(nodePath: string, only?: string[]): void;
