/** `npm run seed`. */
import { pino } from 'pino';
import { systemClock } from '../clock.ts';
import { StartError } from '../start-error.ts';
import { AppError } from '../errors.ts';
import { ArgumentError, helpText, readArguments } from './arguments.ts';
import { seedSite } from './seed.ts';

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (args === null) {
    console.log(helpText());
    return;
  }
  const { visitorsPerDay } = args;
  const { site, email, password, accepted, dropped, tookMs } = await seedSite(args, {
    clock: systemClock,
    log: pino({ level: 'warn' }),
    onStart: ({ domain, timezone }, { firstDate, days }) =>
      console.log(
        `Filling ${domain} (${timezone}): ${days} days from ${firstDate}, ${visitorsPerDay} visitors a day on average …`,
      ),
  });
  const perSecond = Math.round((accepted / tookMs) * 1_000);
  console.log(
    `${accepted.toLocaleString('en')} events in ${(tookMs / 1_000).toFixed(1)} s (${perSecond.toLocaleString('en')} a second); ${dropped} not counted on purpose.`,
  );
  console.log(`Site:     ${site.domain}`);
  console.log(`E-mail:   ${email}`);
  console.log(`Password: ${password ?? 'as it was'}`);
}

main().catch((error: unknown) => {
  const isOneLine = [ArgumentError, StartError, AppError].some((kind) => error instanceof kind);
  console.error(isOneLine ? (error as Error).message : error);
  process.exit(1);
});
