/** The path of a page goal, in the form in which events carry theirs. */
import { normaliseDomain } from '../../domain.ts';
import { invalidField } from '../../errors.ts';
import { normalisePathname } from '../../pathname.ts';

const FIELD = 'page_path';

/** Any host will do: only the path is looked at. */
const SOME_ORIGIN = 'http://localhost';

function pathOfAddress(input: string, domain: string, field: string): URL {
  const url = URL.parse(input);
  if (url === null)
    throw invalidField(field, 'is no valid address; a path such as /thank-you does');
  if (normaliseDomain(url.hostname) === domain) return url;
  throw invalidField(
    field,
    `is an address of ${url.hostname}, the site is ${domain}; give the path alone, such as /thank-you`,
  );
}

/**
 * Normalises a path as ingest normalises those of events, so that the two can be equal.
 * @param input a path, or an address of the site (`www.` or not)
 * @param domain the site's, normalised
 * @param field what a refusal names
 * @throws AppError VALIDATION_ERROR
 */
export function normalisePagePath(input: string, domain: string, field = FIELD): string {
  const isAddress = /^https?:/i.test(input);
  if (!isAddress && !input.startsWith('/')) {
    throw invalidField(
      field,
      `found ${JSON.stringify(input.slice(0, 100))}; it must begin with /, such as /thank-you`,
    );
  }
  const url = isAddress ? pathOfAddress(input, domain, field) : URL.parse(SOME_ORIGIN + input);
  if (url === null) throw invalidField(field, 'is no valid path');
  return normalisePathname(url);
}
