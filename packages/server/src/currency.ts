/** ISO 4217: which codes there are, and how many digits after the point amounts of each have. */
const DEFAULT_DIGITS = 2;

/**
 * Minor units as ISO 4217 lists them, where they are not 2. The runtime's own list is not used: it
 * follows customs, and gives the afghani 0 digits where the standard says 2.
 */
const DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  // Of metals and units of account the standard says nothing: as many as an amount can have.
  4: 'CLF UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX',
};

const BY_CODE = new Map(
  Object.entries(DIGITS).flatMap(([digits, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(digits)]),
  ),
);

/** The runtime's list lacks units of account, such as CLF. */
const CURRENCIES = new Set([...Intl.supportedValuesOf('currency'), ...BY_CODE.keys()]);

/** @returns whether the upper-case code is one of ISO 4217, those of former currencies included */
export function isCurrency(code: string): boolean {
  return CURRENCIES.has(code);
}

/** @returns digits after the point, 0 to 4, of amounts of the currency */
export const digitsOf = (code: string): number => BY_CODE.get(code) ?? DEFAULT_DIGITS;
