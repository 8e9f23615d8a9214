/** A row of a bulk request: an event with what the sender of many knows besides. */
import ipaddr from 'ipaddr.js';
import { invalidField } from '../../errors.ts';
import type { SiteContext } from '../../site-context.ts';
import { normaliseDomain } from '../enrich/domain.ts';
import { validateHit, type Hit } from '../validate.ts';
import { readTimestamp, type TimestampLimits } from './timestamp.ts';

const MAX_ID_CHARACTERS = 256;
/** Longer than any browser's. */
const MAX_USER_AGENT_CHARACTERS = 2_000;
const MAX_LANGUAGE_CHARACTERS = 1_000;

export interface Row {
  hit: Hit;
  /** Null: now. */
  atMs: number | null;
  /** As the sender calls the visitor; null: known by address and User-Agent. */
  visitorName: string | null;
  /** Canonical, '' for none. */
  ip: string;
  /** '' for none. */
  userAgent: string;
  /** A language tag, or what a browser sent as Accept-Language. */
  language: string | undefined;
  /** As sent; null: the row may be counted as often as it comes. */
  id: string | null;
}

/**
 * @throws AppError VALIDATION_ERROR naming the first wrong field
 */
export function validateRow(value: unknown, site: SiteContext, limits: TimestampLimits): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidField('event', 'must be a JSON object with at least "url"');
  }
  const fields = value as Record<string, unknown>;
  requireOwnDomain(fields['domain'], site);
  const row: Row = {
    hit: validateHit({ ...fields, domain: site.domain }),
    atMs: isAbsent(fields['timestamp']) ? null : readTimestamp(fields['timestamp'], limits),
    visitorName: readName(fields['visitor_id'], 'visitor_id'),
    ip: readIp(fields['ip']),
    userAgent: readText(fields['user_agent'], 'user_agent', MAX_USER_AGENT_CHARACTERS) ?? '',
    language: readText(fields['language'], 'language', MAX_LANGUAGE_CHARACTERS),
    id: readName(fields['id'], 'id'),
  };
  if (row.visitorName === null && row.ip === '') {
    throw invalidField('visitor_id', 'is missing, and so is ip: one of them must tell the visitor');
  }
  return row;
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function requireOwnDomain(value: unknown, site: SiteContext): void {
  if (isAbsent(value)) return;
  const isOwn = typeof value === 'string' && normaliseDomain(value) === site.domain;
  if (!isOwn) throw invalidField('domain', `must be ${site.domain}, the site's own, or left out`);
}

/** Senders number their things as often as they name them. */
function readName(value: unknown, path: string): string | null {
  if (isAbsent(value)) return null;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text === '' || text.length > MAX_ID_CHARACTERS) {
    throw invalidField(
      path,
      `must be a text of 1 to ${MAX_ID_CHARACTERS} characters or a whole number`,
    );
  }
  return text;
}

function readText(value: unknown, path: string, maxCharacters: number): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string' || value.length > maxCharacters) {
    throw invalidField(path, `must be a text of at most ${maxCharacters} characters`);
  }
  return value;
}

/** In the form that the address of a connection has, so that the same visitor is the same here and there. */
function readIp(value: unknown): string {
  if (isAbsent(value) || value === '') return '';
  const text = typeof value === 'string' ? value.trim() : '';
  const isAddress = text.includes(':')
    ? ipaddr.IPv6.isValid(text)
    : ipaddr.IPv4.isValidFourPartDecimal(text);
  if (!isAddress) throw invalidField('ip', 'must be an IPv4 or IPv6 address');
  return ipaddr.process(text).toString();
}
