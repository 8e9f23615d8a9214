import ChartNoAxesColumn from 'lucide-react/icons/chart-no-axes-column';
import Clock from 'lucide-react/icons/clock';
import MapPin from 'lucide-react/icons/map-pin';
import ShieldCheck from 'lucide-react/icons/shield-check';
import { useDashboard } from './dashboard-context.ts';

/** What holds for all figures above. The attribution is a condition of the location data's licence. */
export function Footnotes({ onHelp }: { onHelp: () => void }) {
  const { timezone } = useDashboard();
  return (
    <footer className="footnotes">
      <div>
        {timezone !== undefined && (
          <span>
            <Clock />
            Times in {timezone}
          </span>
        )}
        <span>
          <ShieldCheck />
          No cookies, no personal data
        </span>
        <span>
          <ChartNoAxesColumn />
          Every pageview counted, never sampled
        </span>
        <span>
          <MapPin />
          <a href="https://db-ip.com" target="_blank" rel="noreferrer">
            IP geolocation by DB-IP
          </a>
        </span>
      </div>
      <button type="button" className="wide-only" onClick={onHelp}>
        Press <kbd className="kbd">?</kbd> for shortcuts
      </button>
    </footer>
  );
}
