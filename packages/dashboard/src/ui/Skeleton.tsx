import { useEffect, useState } from 'react';
import { classNames } from './class-names.ts';

interface Props {
  width?: number | string;
  height?: number | string;
  className?: string;
}

/** A grey shape where a text or figure will stand. */
export function Skeleton({ width = '100%', height = 12, className }: Props) {
  return <span className={classNames('skeleton', className)} style={{ width, height }} />;
}

/** True once `waiting` has lasted 200 ms: a short wait shows nothing, so that nothing flickers. */
export function useSlow(waiting: boolean, delayMs = 200): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setSlow(true), delayMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [waiting, delayMs]);
  return waiting && slow;
}
