/** The map tab: a chunk of its own, because it brings the outlines of the world. */
import './map.css';
import { NOT_SET } from '@purestat/vocabulary';
import { formatFull, formatShare, formatShort } from '../../ui/charts/formats.ts';
import { WorldMap } from '../../ui/charts/WorldMap.tsx';
import { Flag } from '../../ui/Flag.tsx';
import { numberOf, textOf, type StatsRow } from './rows.ts';
import type { RowPress } from './use-row-filter.ts';
import { labelOf } from './value-labels.ts';

interface CountryMapProps {
  rows: readonly StatsRow[];
  total: number;
  onPress: (press: RowPress) => void;
}

const TOP = 3;

export default function CountryMap({ rows, total, onPress }: CountryMapProps) {
  const countries = rows
    .filter((row) => textOf(row, 'country') !== NOT_SET)
    .map((row) => {
      const code = textOf(row, 'country');
      return { code, label: labelOf('country', code), value: numberOf(row, 'visitors') ?? 0 };
    });
  const press = (code: string, extend: boolean): void =>
    onPress({ value: code, label: labelOf('country', code), extend });
  return (
    <div className="country-map">
      <WorldMap
        label="World map of visitors by country. The Countries tab has the same figures."
        countries={countries}
        describe={(value) => `${formatFull(value, 'count')} visitors, ${formatShare(value, total)}`}
        renderTip={(country) => (
          <>
            <div className="map-tip-head">
              <Flag country={country.code} />
              {country.label}
            </div>
            <TipLine name="Visitors" figure={formatFull(country.value, 'count')} />
            <TipLine name="Share" figure={formatShare(country.value, total)} />
          </>
        )}
        onPress={press}
      />
      {countries.length === 0 && (
        <p className="map-note">No visitor of this period could be located.</p>
      )}
      <ul className="map-top">
        {countries.slice(0, TOP).map(({ code, label, value }) => (
          <li key={code}>
            <button
              type="button"
              onClick={(event) => press(code, event.metaKey || event.ctrlKey || event.shiftKey)}
            >
              <Flag country={code} />
              <span className="truncate">{label}</span>
              <span className="sr">: {formatFull(value, 'count')} visitors. Filter by this.</span>
              <b aria-hidden="true">{formatShort(value, 'count')}</b>
            </button>
          </li>
        ))}
      </ul>
      <div className="map-legend" aria-hidden="true">
        <span>Fewer</span>
        <span className="map-ramp">
          {[1, 2, 3, 4, 5, 6].map((step) => (
            <i key={step} className={`map-${step}`} />
          ))}
        </span>
        <span>More</span>
        <i className="map-none" />
        <span>No visitors</span>
      </div>
    </div>
  );
}

function TipLine({ name, figure }: { name: string; figure: string }) {
  return (
    <div className="map-tip-line">
      {name}
      <b>{figure}</b>
    </div>
  );
}
