export function chdbFolder(): string | null;
