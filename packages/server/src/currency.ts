const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/** @returns whether the upper-case code is in the runtime's list of ISO 4217 codes */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}
