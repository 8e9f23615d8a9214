/**
 * Shape and limits of an event as it comes in. Written by hand, not with a schema library: it
 * runs for every event, and it also says what was cut.
 */
import type { CutReason } from '@purestat/vocabulary';
import { digitsOf, isCurrency } from '../currency.ts';
import { invalidField } from '../errors.ts';
import { cleanText, storableStart, storableText } from './enrich/text.ts';

export const MAX_URL_CHARACTERS = 2_000;
export const MAX_NAME_CHARACTERS = 120;
export const MAX_TITLE_CHARACTERS = 500;
export const MAX_PROPERTIES = 30;
export const MAX_PROPERTY_KEY_CHARACTERS = 64;
export const MAX_PROPERTY_VALUE_CHARACTERS = 2_000;
/** One report cannot claim more than a day. */
const MAX_ENGAGED_MS = 24 * 3_600_000;
/** Digits before the point; with the 4 after it that some currencies have an amount fits the store's DECIMAL(18,4). */
const MAX_INTEGER_DIGITS = 14;

export const PAGEVIEW = 'pageview';
export const ENGAGEMENT = 'engagement';

/** An event that is well formed; nothing is known yet about its site or sender. */
export interface Hit {
  domain: string;
  url: URL;
  name: string;
  referrer: string;
  /** '' for none. */
  pageTitle: string;
  props: Record<string, string> | null;
  revenue: { amount: string; currency: string } | null;
  interactive: boolean;
  screenWidth: number | undefined;
  engagedMs: number;
  scrollDepth: number;
  /** What was past a limit and left out or shortened. */
  cut: Cut[];
}

export interface Cut {
  /** Where it stood, such as `props.note`. */
  path: string;
  reason: CutReason;
}

/** As the sender is told of it: each path once. */
export const cutPaths = (cut: readonly Cut[]) => [...new Set(cut.map(({ path }) => path))];

/**
 * Checks a decoded body.
 * @throws AppError VALIDATION_ERROR naming the first wrong field
 */
export function validateHit(body: unknown): Hit {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidField('body', 'must be a JSON object with at least "domain" and "url"');
  }
  const fields = body as Record<string, unknown>;
  const cut: Cut[] = [];
  const name = readName(fields);
  return {
    domain: readText(fields, 'domain', 253),
    url: readUrl(fields['url']),
    name,
    referrer: readReferrer(fields['referrer']),
    pageTitle: readTitle(fields, cut),
    props: readProps(fields['props'], cut),
    revenue: readRevenue(fields['revenue']),
    interactive: readInteractive(fields['interactive']),
    screenWidth: readInteger(fields, 'screen_width', 0, 100_000),
    engagedMs:
      name === ENGAGEMENT ? (readInteger(fields, 'engaged_ms', 0, MAX_ENGAGED_MS) ?? 0) : 0,
    scrollDepth: name === ENGAGEMENT ? (readInteger(fields, 'scroll_depth', 0, 100) ?? 0) : 0,
    cut,
  };
}

function readText(fields: Record<string, unknown>, path: string, maxCharacters: number): string {
  const value = fields[path];
  if (typeof value !== 'string' || value.trim() === '') {
    throw invalidField(
      path,
      value === undefined ? 'is missing' : 'must be a text that is not empty',
    );
  }
  if (value.length > maxCharacters) {
    throw invalidField(
      path,
      `has ${value.length} characters; at most ${maxCharacters} are allowed`,
    );
  }
  return value.trim();
}

function readName(fields: Record<string, unknown>): string {
  const path = fields['name'] !== undefined ? 'name' : 'event_name';
  if (fields[path] === undefined) return PAGEVIEW;
  return storableText(readText(fields, path, MAX_NAME_CHARACTERS));
}

function readUrl(value: unknown): URL {
  if (typeof value !== 'string' || value === '') {
    throw invalidField(
      'url',
      value === undefined ? 'is missing' : 'must be the address of the page',
    );
  }
  if (value.length > MAX_URL_CHARACTERS) {
    throw invalidField(
      'url',
      `has ${value.length} characters; at most ${MAX_URL_CHARACTERS} are allowed`,
    );
  }
  const url = URL.parse(value);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw invalidField(
      'url',
      'must be an absolute http or https address, such as https://example.com/page',
    );
  }
  return url;
}

/** A referrer is a courtesy of the browser: one that is too long to be an address is no reason to lose the event. */
function readReferrer(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalidField('referrer', 'must be a text');
  return value.slice(0, MAX_URL_CHARACTERS);
}

/** `title` is the tracker's short name for it. */
function readTitle(fields: Record<string, unknown>, cut: Cut[]): string {
  const path = fields['page_title'] !== undefined ? 'page_title' : 'title';
  const value = fields[path];
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalidField(path, 'must be a text');
  if (value.length > MAX_TITLE_CHARACTERS) cut.push({ path, reason: 'title_too_long' });
  return cleanText(value, MAX_TITLE_CHARACTERS);
}

function readInteractive(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value !== 'boolean') throw invalidField('interactive', 'must be true or false');
  return value;
}

function readInteger(
  fields: Record<string, unknown>,
  path: string,
  min: number,
  max: number,
): number | undefined {
  const value = fields[path];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < min || value > max) {
    throw invalidField(path, `must be a number from ${min} to ${max}`);
  }
  return Math.round(value);
}

function readProps(value: unknown, cut: Cut[]): Record<string, string> | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalidField('props', 'must be an object of texts, numbers and booleans');
  }
  // No prototype: a property may be called __proto__.
  const props = Object.create(null) as Record<string, string>;
  let count = 0;
  for (const [key, raw] of Object.entries(value)) {
    const path = `props.${key.slice(0, MAX_PROPERTY_KEY_CHARACTERS)}`;
    const text = propertyText(raw, path);
    if (text === null) continue;
    if (count === MAX_PROPERTIES) {
      cut.push({ path, reason: 'too_many_properties' });
      continue;
    }
    if (key.length > MAX_PROPERTY_KEY_CHARACTERS) cut.push({ path, reason: 'key_too_long' });
    if (text.length > MAX_PROPERTY_VALUE_CHARACTERS) cut.push({ path, reason: 'value_too_long' });
    const name = storableStart(key, MAX_PROPERTY_KEY_CHARACTERS);
    props[name] = storableStart(text, MAX_PROPERTY_VALUE_CHARACTERS);
    count += 1;
  }
  return count === 0 ? null : props;
}

/** @returns null for a property without a value */
function propertyText(value: unknown, path: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidField(path, 'must be a text, a number or a boolean');
}

function readRevenue(value: unknown): Hit['revenue'] {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalidField('revenue', 'must be an object {"amount", "currency"}');
  }
  const { amount, currency } = value as Record<string, unknown>;
  const code = typeof currency === 'string' ? currency.trim().toUpperCase() : '';
  if (!isCurrency(code)) {
    const found = currency === undefined ? 'is missing' : `is ${shown(currency)}`;
    throw invalidField(
      'revenue.currency',
      `${found}; it must be an ISO 4217 code, such as USD or EUR`,
    );
  }
  return { amount: readAmount(amount, code), currency: code };
}

/** What came in, short enough to be read. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

/** Zeros that mean nothing are taken off after it: as a part of the pattern they would make it slow. */
const AMOUNT = /^([+-]?)(\d+)(?:\.(\d+))?$/;

/** NaN and the infinities are null by the time they are JSON. */
function readAmount(value: unknown, currency: string): string {
  const text = typeof value === 'number' ? String(value) : value;
  const match = typeof text === 'string' ? AMOUNT.exec(text.trim()) : null;
  if (match === null) {
    const found = value === undefined ? 'is missing' : `is ${shown(value)}`;
    const hint = value === null ? ' (NaN and Infinity become null in JSON)' : '';
    throw invalidField(
      'revenue.amount',
      `${found}${hint}; it must be a decimal number, such as 29.99, or -29.99 for a refund`,
    );
  }
  const [, sign] = match;
  const integer = match[2]!.replace(/^0+(?=\d)/, '');
  const decimals = withoutEndingZeros(match[3] ?? '');
  const digits = digitsOf(currency);
  if (decimals.length > digits) {
    const allowed = digits === 0 ? 'no digits' : `at most ${digits} digits`;
    throw invalidField(
      'revenue.amount',
      `is ${shown(value)}; amounts of ${currency} have ${allowed} after the point, so round it first`,
    );
  }
  if (integer.length > MAX_INTEGER_DIGITS) {
    throw invalidField(
      'revenue.amount',
      `is ${shown(value)}; it may have at most ${MAX_INTEGER_DIGITS} digits before the point`,
    );
  }
  return `${sign === '-' ? '-' : ''}${integer}${decimals === '' ? '' : `.${decimals}`}`;
}

function withoutEndingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}
