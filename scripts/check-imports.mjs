/**
 * Holds the house's import arrows (docs/architecture.md) against the code: who may import whom,
 * who may read the environment and the clock, and that nothing imports in a circle.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './bootstrap.mjs';

const SERVER = 'packages/server/src/';

/** Each rule looks at one file and names what is wrong with it. */
const RULES = [
  {
    name: 'vocabulary imports nothing of ours',
    in: 'packages/vocabulary/src/',
    refuses: ({ target }) => !target.startsWith('packages/vocabulary/'),
  },
  {
    name: 'tracker and dashboard import no server code',
    in: /^packages\/(tracker|dashboard)\//,
    refuses: ({ target }) =>
      target.startsWith('packages/server/') && !target.startsWith(`${SERVER}contract`),
  },
  {
    name: 'ingest imports neither areas, query nor live',
    in: `${SERVER}ingest/`,
    refuses: ({ target }) =>
      ['areas', 'query', 'live', 'http'].some((part) => isUnder(target, part)),
  },
  {
    name: 'query imports neither areas nor ingest',
    in: `${SERVER}query/`,
    refuses: ({ target }) =>
      isUnder(target, 'areas') || isUnder(target, 'ingest') || isUnder(target, 'http'),
  },
  {
    name: 'live imports neither areas, ingest nor query',
    in: `${SERVER}live/`,
    refuses: ({ target }) =>
      ['areas', 'ingest', 'query', 'http'].some((part) => isUnder(target, part)),
    exceptTests: true,
  },
  {
    name: 'stores know nothing above them',
    in: `${SERVER}stores/`,
    refuses: ({ target }) =>
      ['areas', 'ingest', 'query', 'live', 'http', 'access', 'db'].some((part) =>
        isUnder(target, part),
      ),
  },
  {
    name: 'an area imports another only through its index.ts',
    in: `${SERVER}areas/`,
    refuses: ({ file, target }) =>
      isUnder(target, 'areas') && areaOf(target) !== areaOf(file) && !target.endsWith('/index.ts'),
  },
  {
    name: 'areas do not import ingest or stores',
    in: `${SERVER}areas/`,
    refuses: ({ target, isType }) =>
      isUnder(target, 'ingest') || (isUnder(target, 'stores') && !isType),
  },
  {
    name: 'only tests import testing/',
    in: 'packages/',
    refuses: ({ file, target }) =>
      target.includes('/testing/') && !file.includes('/testing/') && !isTest(file),
  },
  {
    name: 'only stores/open.ts names an engine',
    in: SERVER,
    refuses: ({ file, target }) =>
      ['/stores/duckdb/', '/stores/clickhouse/'].some(
        (engine) => target.includes(engine) && !file.includes(engine),
      ) && file !== `${SERVER}stores/open.ts`,
    exceptTests: true,
  },
];

/** Text that only one file may hold. */
const OWNED_TEXT = [
  {
    text: /\bprocess\.env\b/,
    owners: ['config.ts', 'main.ts', 'cli.ts', 'stores/thread-pool.ts'],
    what: 'reads the environment',
  },
  {
    text: /\bDate\.now\(\)|\bnew Date\(\)|\bperformance\.now\(\)/,
    owners: ['clock.ts'],
    what: 'reads the clock',
  },
];

const isTest = (file) => /\.test\.tsx?$|\/(test|bench)\//.test(file);
const isUnder = (target, part) => target.startsWith(`${SERVER}${part}/`);
const areaOf = (file) => file.slice(`${SERVER}areas/`.length).split('/')[0];

function sourceFiles(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return ['node_modules', 'dist'].includes(entry.name) ? [] : sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/g;

function importsOf(file, text) {
  return [...text.matchAll(IMPORT)].flatMap(([, type, specifier]) => {
    const isType = type !== undefined;
    if (specifier.startsWith('.')) {
      return [{ file, isType, target: relative(ROOT, resolve(ROOT, dirname(file), specifier)) }];
    }
    const ours = /^@purestat\/(\w+)/.exec(specifier);
    return ours === null ? [] : [{ file, isType, target: `packages/${ours[1]}/src/index.ts` }];
  });
}

function matches(rule, file) {
  return typeof rule.in === 'string' ? file.startsWith(rule.in) : rule.in.test(file);
}

const problems = [];
const graph = new Map();
for (const file of sourceFiles('packages')) {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const imports = importsOf(file, text);
  graph.set(
    file,
    imports.filter(({ isType }) => !isType).map(({ target }) => target),
  );
  for (const rule of RULES) {
    if (!matches(rule, file) || (rule.exceptTests && isTest(file))) continue;
    for (const found of imports)
      if (rule.refuses(found)) problems.push(`${file} → ${found.target}: ${rule.name}`);
  }
  if (!file.startsWith(SERVER) || isTest(file) || file.includes('/testing/')) continue;
  for (const { text: pattern, owners, what } of OWNED_TEXT) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    if (pattern.test(code) && !owners.some((owner) => file === SERVER + owner))
      problems.push(`${file}: ${what}; only ${owners[0]} may`);
  }
}

/** Depth-first; a file met again on its own path closes a circle. */
function findCircle(file, path, done) {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return null;
  for (const target of graph.get(file) ?? []) {
    const circle = findCircle(target, [...path, file], done);
    if (circle !== null) return circle;
  }
  done.add(file);
  return null;
}
const done = new Set();
for (const file of graph.keys()) {
  const circle = findCircle(file, [], done);
  if (circle !== null) {
    problems.push(`circle: ${circle.join(' → ')}`);
    break;
  }
}

for (const problem of problems) console.error(problem);
console.log(`imports: ${graph.size} files, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
