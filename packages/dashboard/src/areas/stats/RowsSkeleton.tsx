import { Skeleton } from '../../ui/Skeleton.tsx';

const WIDTHS = [92, 78, 44, 32, 26, 22];

/** Bars where the rows will be. */
export function RowsSkeleton() {
  return (
    <output className="rows rows-skeleton" aria-label="Loading">
      {WIDTHS.map((width) => (
        <Skeleton key={width} width={`${width}%`} height={32} />
      ))}
    </output>
  );
}
