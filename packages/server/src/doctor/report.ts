/** What the doctor found: as an object for programs, as text for people. */
import type { DayDifference } from '../stores/event-store.ts';

/** One thing that was looked at. */
export interface Finding {
  check: 'accounts' | 'disk' | 'log' | 'salts' | 'days';
  isRight: boolean;
  /** One sentence. */
  message: string;
  /** It was wrong and has been put right. */
  isRepaired: boolean;
}

export interface DifferingDay extends DayDifference {
  /** Null: the site is gone. */
  domain: string | null;
  isRepaired: boolean;
}

export interface DoctorReport {
  dataDir: string;
  findings: Finding[];
  days: { checked: number; events: number; differing: DifferingDay[] };
}

/** Whether nothing is wrong, or nothing any more. */
export function isHealthy({ findings }: DoctorReport): boolean {
  return findings.every(({ isRight, isRepaired }) => isRight || isRepaired);
}

/** As `--json` prints it. */
export function reportJson(report: DoctorReport): object {
  return {
    ok: isHealthy(report),
    data_dir: report.dataDir,
    checks: report.findings.map(({ check, isRight, isRepaired, message }) => ({
      name: check,
      ok: isRight,
      repaired: isRepaired,
      message,
    })),
    days: {
      checked: report.days.checked,
      events: report.days.events,
      differing: report.days.differing.map(({ site, domain, day, differences, isRepaired }) => ({
        site,
        domain,
        day,
        repaired: isRepaired,
        differences,
      })),
    },
  };
}

/** Days named in the text; `--json` has all of them. */
const MOST_DAYS_LISTED = 50;

export function reportText(report: DoctorReport): string {
  const lines = [`Purestat doctor: ${report.dataDir}`];
  for (const { check, isRight, isRepaired, message } of report.findings) {
    const state = isRight ? 'right' : isRepaired ? 'REPAIRED' : 'WRONG';
    lines.push(`${state.padEnd(9)} ${check.padEnd(9)} ${message}`);
  }
  const { differing } = report.days;
  for (const day of differing.slice(0, MOST_DAYS_LISTED)) lines.push(`  ${dayText(day)}`);
  if (differing.length > MOST_DAYS_LISTED)
    lines.push(`  and ${differing.length - MOST_DAYS_LISTED} more; --json names them all.`);
  if (!isHealthy(report)) lines.push('"purestat doctor --repair" puts right what it can.');
  return `${lines.join('\n')}\n`;
}

function dayText({ site, domain, day, differences, isRepaired }: DifferingDay): string {
  const parts = differences.map(
    ({ part, missing, unexpected }) => `${part}: ${missing} missing, ${unexpected} unexpected`,
  );
  return `${domain ?? `site ${site}`} ${day}${isRepaired ? ' (repaired)' : ''}: ${parts.join('; ')}`;
}
