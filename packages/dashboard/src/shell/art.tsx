import type { ReactNode } from 'react';

/** Small drawings in the language of the charts: a line is measured, hatch is missing. */
function Art({ children }: { children: ReactNode }) {
  return (
    <svg
      width="120"
      height="72"
      viewBox="0 0 120 72"
      fill="none"
      aria-hidden="true"
      className="mb-4"
    >
      <defs>
        <pattern
          id="art-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="1.5" height="6" fill="var(--hatch)" />
        </pattern>
      </defs>
      <path d="M4 66.5h112" stroke="var(--axis)" />
      {children}
    </svg>
  );
}

const LINE = {
  stroke: 'var(--primary)',
  strokeWidth: 2.25,
  strokeLinecap: 'round',
} as const;

/** A line that runs into nothing. */
export function MissingLineArt() {
  return (
    <Art>
      <path d="M4 48C16 32 26 50 40 41S52 27 59 30" {...LINE} />
      <rect x="61" y="8" width="55" height="58" fill="url(#art-hatch)" />
    </Art>
  );
}

/** A line with a gap in it. */
export function BrokenLineArt() {
  return (
    <Art>
      <path d="M4 42C16 30 22 48 34 38S44 26 50 29M74 31C84 41 92 18 116 22" {...LINE} />
      <rect x="52" y="8" width="20" height="58" fill="url(#art-hatch)" />
    </Art>
  );
}
