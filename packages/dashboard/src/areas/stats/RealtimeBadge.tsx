import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { formatFull } from '../../ui/charts/formats.ts';
import { LiveDot } from '../../ui/LiveDot.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useDashboard } from './dashboard-context.ts';
import { realtimeQuery } from './queries.ts';
import { useRealtimeStream } from './realtime-stream.ts';

/** Live counts are read aloud at most this often. */
const ANNOUNCE_EVERY_MS = 30_000;

/** Visitors of the last 5 minutes; a press shows the last 30 minutes. */
export function RealtimeBadge() {
  const dashboard = useDashboard();
  const { data, isError } = useQuery(realtimeQuery(dashboard));
  // The first figures come with the first view, which nothing may hold up.
  useRealtimeStream(dashboard, data !== undefined);
  const visitors = data?.visitors;
  const announced = useSlowly(visitors, ANNOUNCE_EVERY_MS);
  // A count that is not going on is none, however lately it was taken.
  if (visitors === undefined || isError) {
    return (
      <output className="live">
        <LiveDot off />
        {isError ? 'Live count paused' : <span className="sr">Counting current visitors</span>}
      </output>
    );
  }
  const figure = formatFull(visitors, 'count');
  const words = wordsOf(visitors);
  return (
    <>
      <Tooltip label="Visitors in the last 5 minutes" shortcut="R">
        <button
          type="button"
          className="live"
          onClick={() => dashboard.change({ period: 'realtime', range: null }, 'push')}
        >
          <LiveDot off={visitors === 0} />
          <span>
            <b>{figure}</b> <span className="live-words">{words}</span>
            <span className="live-short">now</span>
            <span className="sr">, show realtime</span>
          </span>
        </button>
      </Tooltip>
      <output className="sr">
        {announced === undefined ? '' : `${formatFull(announced, 'count')} ${wordsOf(announced)}`}
      </output>
    </>
  );
}

function wordsOf(visitors: number): string {
  return visitors === 1 ? 'current visitor' : 'current visitors';
}

/** @returns the value, following it at most once per `everyMs` */
function useSlowly(value: number | undefined, everyMs: number): number | undefined {
  const [held, setHeld] = useState(value);
  const changedAt = useRef(0);
  useEffect(() => {
    if (value === held) return undefined;
    const waitMs = Math.max(0, changedAt.current + everyMs - Date.now());
    const timer = window.setTimeout(() => {
      changedAt.current = Date.now();
      setHeld(value);
    }, waitMs);
    return () => window.clearTimeout(timer);
  }, [value, held, everyMs]);
  return held;
}
