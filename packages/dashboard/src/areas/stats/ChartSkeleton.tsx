/** The shape of what arrives, so that nothing jumps. Its place is kept before it is shown. */
export function ChartSkeleton({ shown }: { shown: boolean }) {
  return (
    <output className="chart-skeleton" aria-label="Loading the chart">
      {shown && (
        <svg viewBox="0 0 1000 250" preserveAspectRatio="none" aria-hidden="true">
          {[1, 84, 167].map((y) => (
            <line key={y} x1="0" x2="1000" y1={y} y2={y} />
          ))}
          <path d="M0 170C60 150 90 210 150 200S240 120 310 126S400 210 470 198S560 80 640 94S740 180 800 170S900 120 1000 130V250H0Z" />
        </svg>
      )}
    </output>
  );
}
