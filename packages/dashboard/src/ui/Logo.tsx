/** The mark: a bar (the stat) and a ring (the pulse) make a "p"; the point is now. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="3" y="3" width="4" height="19" rx="2" fill="var(--primary)" />
      <circle cx="13" cy="10" r="6.2" fill="none" stroke="var(--primary)" strokeWidth="3.6" />
      <circle cx="13" cy="10" r="2.3" fill="var(--now)" />
    </svg>
  );
}

/** The mark with the name. */
export function Wordmark({ size = 26 }: { size?: number }) {
  return (
    <span className="inline-flex items-center gap-2 text-[18px] leading-none font-[660] tracking-[-0.035em] text-ink">
      <Logo size={size} />
      <span className="pb-0.5">purestat</span>
    </span>
  );
}
