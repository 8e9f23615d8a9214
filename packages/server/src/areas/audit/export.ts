/** The log as a file: CSV for spreadsheets, NDJSON for programs. */
import type { AuditDetails, AuditEntry } from '@purestat/vocabulary';

const COLUMNS = [
  'at',
  'action',
  'actor_kind',
  'actor_id',
  'actor_name',
  'site_id',
  'site_domain',
  'details',
];

/** A spreadsheet would run it: names are typed by people. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: string): string {
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const text = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : `${value}`);

/** @returns such as `member: Bob; role: viewer → admin` */
function describe(details: AuditDetails): string {
  return Object.entries(details)
    .map(([name, value]) => {
      const isChange = typeof value === 'object' && value !== null && 'from' in value;
      return `${name}: ${isChange ? `${text(value.from)} → ${text(value.to)}` : text(value)}`;
    })
    .join('; ');
}

function csvLine({ at, action, actor, site, details }: AuditEntry): string {
  const cells = [at, action, actor.kind, actor.id, actor.name, site?.id, site?.domain];
  const line = [...cells.map((value) => value ?? ''), describe(details)].map(cell).join(',');
  return `${line}\r\n`;
}

export const EXPORTS = {
  csv: { type: 'text/csv; charset=utf-8', head: `${COLUMNS.join(',')}\r\n`, line: csvLine },
  ndjson: {
    type: 'application/x-ndjson',
    head: '',
    line: (entry: AuditEntry) => `${JSON.stringify(entry)}\n`,
  },
};

/** @returns the file's bytes, made as they are taken; what fails midway breaks it off */
export function exportStream(
  { head, line }: (typeof EXPORTS)[keyof typeof EXPORTS],
  pieces: AsyncIterator<AuditEntry[]>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (head !== '') controller.enqueue(encoder.encode(head));
    },
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value.map(line).join('')));
    },
    cancel: () => void pieces.return?.(),
  });
}
