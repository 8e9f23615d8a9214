/** Writes the pages of docs/reference that are made of the product's own tables. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage } from '../packages/server/src/cli/reference.ts';
import { metricsPage } from '../packages/server/src/query/reference.ts';
import { ROOT } from './bootstrap.mjs';

writeFileSync(join(ROOT, 'docs/reference/metrics.md'), metricsPage());
writeFileSync(join(ROOT, 'docs/reference/command-line.md'), commandLinePage());
