import { Skeleton } from '../../ui/Skeleton.tsx';

const WIDTHS = [92, 78, 44, 32, 26, 22];

/** Bars where the rows will be. */
export function RowsSkeleton() {
  return (
    <div className="rows rows-skeleton" role="status" aria-label="Loading">
      {WIDTHS.map((width) => (
        <Skeleton key={width} width={`${width}%`} height={32} />
      ))}
    </div>
  );
}
