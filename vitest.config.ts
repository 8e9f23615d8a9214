import { defineConfig } from 'vitest/config';
import { chdbFolder } from './scripts/chdb.mjs';

/** Tests of figures: the same ones run once on each engine, and must come to the same rows. */
const ON_EVERY_ENGINE = [
  'packages/server/src/query/{batch,conversions,export,figures,funnel-model,funnels,model,numbers,patterns,realtime,refusals,revenue,run,time-traps}.test.ts',
  'packages/server/src/stores/any-order.test.ts',
  'packages/server/src/cli/site-commands.test.ts',
];

const everything = {
  extends: true as const,
  test: {
    name: 'tests',
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'scripts/**/*.test.ts',
      'test/**/*.test.ts',
    ],
  },
};
const onClickHouse = {
  extends: true as const,
  test: {
    name: 'clickhouse',
    include: ON_EVERY_ENGINE,
    // A small query takes it ten times as long as the engine inside.
    env: { TEST_ENGINE: 'clickhouse', MODEL_RUNS: process.env['MODEL_RUNS'] ?? '2' },
  },
};

export default defineConfig({
  test: {
    globalSetup: ['./test/built-threads.ts'],
    setupFiles: ['./test/property-seed.ts'],
    // What a test waits for comes when the machine gets to it, however busy that is: only what hangs
    // is ended.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // Two at once: DuckDB and Chromium bring threads of their own.
    maxWorkers: 2,
    projects: chdbFolder() === null ? [everything] : [everything, onClickHouse],
  },
});
