import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { formatFull } from '../../ui/charts/formats.ts';

interface PagerProps {
  /** From 0. */
  page: number;
  size: number;
  total: number;
  onTurn: (page: number) => void;
}

/** First, last and the neighbours of the present page; null stands for a gap. */
export function pagesToShow(page: number, count: number): (number | null)[] {
  const near = [0, page - 1, page, page + 1, count - 1].filter((one) => one >= 0 && one < count);
  const pages = [...new Set(near)].sort((a, b) => a - b);
  return pages.flatMap((one, index) => {
    const before = pages[index - 1];
    return before !== undefined && one - before > 1 ? [null, one] : [one];
  });
}

/** "1–10 of 312" and the way to the rest. */
export function Pager({ page, size, total, onTurn }: PagerProps) {
  const count = Math.max(1, Math.ceil(total / size));
  const from = total === 0 ? 0 : page * size + 1;
  const to = Math.min(total, (page + 1) * size);
  return (
    <nav className="pager" aria-label="Pages of the list">
      <output>
        {formatFull(from, 'count')}–{formatFull(to, 'count')} of {formatFull(total, 'count')}
      </output>
      <button
        type="button"
        aria-label="Previous page"
        disabled={page === 0}
        onClick={() => onTurn(page - 1)}
      >
        <ChevronLeft />
      </button>
      {pagesToShow(page, count).map((one, index) =>
        one === null ? (
          // At most two gaps, one on each side.
          <span key={`gap ${index}`}>…</span>
        ) : (
          <button
            key={one}
            type="button"
            aria-label={`Page ${one + 1}`}
            aria-current={one === page ? 'page' : undefined}
            onClick={() => onTurn(one)}
          >
            {formatFull(one + 1, 'count')}
          </button>
        ),
      )}
      <button
        type="button"
        aria-label="Next page"
        disabled={page >= count - 1}
        onClick={() => onTurn(page + 1)}
      >
        <ChevronRight />
      </button>
    </nav>
  );
}
