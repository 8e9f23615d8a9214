import Download from 'lucide-react/icons/download';
import { buttonClass } from '../../ui/Button.tsx';

const FORMATS = [
  { format: 'csv', label: 'CSV', what: 'for a spreadsheet' },
  { format: 'ndjson', label: 'NDJSON', what: 'for programs' },
  { format: 'parquet', label: 'Parquet', what: 'for a warehouse' },
];

/** Every event of the site as a file, which may be large: the browser saves it as it comes. */
export function ExportEvents({ orgId, siteId }: { orgId: string; siteId: string }) {
  return (
    <ul className="flex flex-wrap gap-3">
      {FORMATS.map(({ format, label, what }) => (
        <li key={format} className="flex items-center gap-2">
          <a
            className={buttonClass({})}
            href={`/api/org/${orgId}/site/${siteId}/export/events?format=${format}`}
            download
            aria-label={`Export events as ${label}`}
          >
            <Download />
            {label}
          </a>
          <span className="text-13 text-ink-2">{what}</span>
        </li>
      ))}
    </ul>
  );
}
