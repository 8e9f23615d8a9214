import { Skeleton, useSlow } from '../ui/Skeleton.tsx';

/** Stands for a page whose script is on its way; nothing for the first 200 ms. */
export function PageSkeleton() {
  const slow = useSlow(true);
  if (!slow) return null;
  return (
    <section className="page" aria-busy="true" aria-label="Loading">
      <div className="page-head">
        <Skeleton width={180} height={22} />
      </div>
      <Skeleton height={180} className="rounded-lg!" />
    </section>
  );
}
