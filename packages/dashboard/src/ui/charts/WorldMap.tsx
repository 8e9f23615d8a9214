/**
 * A choropleth of the world in plain SVG. Six classes by share of the largest value, so that one
 * strong country does not drown the rest. Countries with a value can be pressed and reached by
 * keyboard: one tab stop, arrow keys from the largest to the smallest.
 */
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import { ISO_ALPHA_2 } from './data/iso-countries.ts';

export interface MapCountry {
  /** ISO 3166-1 alpha-2. */
  code: string;
  label: string;
  value: number;
}

interface WorldMapProps {
  label: string;
  /** Largest first. */
  countries: readonly MapCountry[];
  /** The value in words, for people who listen. */
  describe: (value: number) => string;
  renderTip: (country: MapCountry) => ReactNode;
  onPress: (code: string, extend: boolean) => void;
}

const WIDTH = 960;
const HEIGHT = 440;
const ANTARCTICA = '010';
/** Shares of the largest value where the next class begins. */
const CLASS_BOUNDS = [0.03, 0.08, 0.18, 0.36, 0.6];

/** @returns 1 to 6; 0 for nothing */
export function mapClass(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return 1 + CLASS_BOUNDS.filter((bound) => value / largest > bound).length;
}

interface Outline {
  key: string;
  code: string | undefined;
  path: string;
}

function drawOutlines(): Outline[] {
  // The package types its JSON as plain data; this is the shape its documentation gives.
  const topology = atlas as unknown as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const collection = feature(topology, topology.objects.countries);
  const features = collection.features.filter(({ id }) => id !== ANTARCTICA);
  const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { ...collection, features });
  const draw = geoPath(projection).digits(1);
  return features.map((country) => ({
    key: String(country.id ?? country.properties.name),
    code: ISO_ALPHA_2[String(country.id ?? country.properties.name)],
    path: draw(country) ?? '',
  }));
}

let outlines: Outline[] | undefined;

interface Tip {
  country: MapCountry;
  x: number;
  y: number;
  /** Of the map, to know which side has more room. */
  width: number;
}

export function WorldMap({ label, countries, describe, renderTip, onPress }: WorldMapProps) {
  outlines ??= drawOutlines();
  const byCode = useMemo(() => new Map(countries.map((one) => [one.code, one])), [countries]);
  const drawn = outlines.filter(({ code }) => code !== undefined && byCode.has(code));
  // From the largest on: the order in which the arrow keys visit them.
  const order = countries.filter(({ code }) => drawn.some((outline) => outline.code === code));
  const box = useRef<HTMLFieldSetElement>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const largest = countries[0]?.value ?? 0;
  const show = (country: MapCountry, x: number, y: number): void => {
    const frame = box.current!.getBoundingClientRect();
    setTip({ country, x: x - frame.left, y: y - frame.top, width: frame.width });
  };
  const onKeyDown = (event: KeyboardEvent<SVGPathElement>, country: MapCountry): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onPress(country.code, event.metaKey || event.ctrlKey || event.shiftKey);
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = order[(order.indexOf(country) + step + order.length) % order.length]!;
    box.current!.querySelector<SVGPathElement>(`[data-country="${next.code}"]`)?.focus();
  };
  return (
    <fieldset className="world-map" ref={box} aria-label={label}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
        {outlines.map(({ key, code, path }) => {
          const country = code === undefined ? undefined : byCode.get(code);
          if (country === undefined) return <path key={key} d={path} className="map-0" />;
          return (
            <path
              key={key}
              d={path}
              data-country={country.code}
              className={`map-${mapClass(country.value, largest)} has-value`}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- SVG has no button of its own
              role="button"
              aria-label={`${country.label}: ${describe(country.value)}. Filter by this.`}
              tabIndex={country === order[0] ? 0 : -1}
              onClick={(event) =>
                onPress(country.code, event.metaKey || event.ctrlKey || event.shiftKey)
              }
              onKeyDown={(event) => onKeyDown(event, country)}
              onPointerMove={(event) => show(country, event.clientX, event.clientY)}
              onPointerLeave={() => setTip(null)}
              onFocus={(event) => {
                const shape = event.currentTarget.getBoundingClientRect();
                show(country, shape.left + shape.width / 2, shape.top + shape.height / 2);
              }}
              onBlur={() => setTip(null)}
            />
          );
        })}
      </svg>
      {tip !== null && (
        <div className="chart-tip map-tip" aria-hidden="true" style={tipPlace(tip)}>
          {renderTip(tip.country)}
        </div>
      )}
    </fieldset>
  );
}

/** On the side with more room. */
function tipPlace({ x, y, width }: Tip) {
  const side = x > width / 2 ? { right: width - x + 14 } : { left: x + 14 };
  return { ...side, top: y + 14 };
}
