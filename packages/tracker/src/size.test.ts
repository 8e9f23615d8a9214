import { expect, test } from 'vitest';
import { bundle, bundleOption, gzippedBytes, OPTIONS } from '../build.mjs';

test('the core script is under 1,024 bytes gzipped', async () => {
  expect(gzippedBytes(await bundle('purestat.js'))).toBeLessThan(1_024);
});

test.each([
  ['options.js', 1_536],
  ['modes.js', 1_344],
])('%s is under %i bytes gzipped', async (name, limit) => {
  expect(gzippedBytes(await bundle(name))).toBeLessThan(limit);
});

test('each option alone, as it comes by the module, is under 700 bytes gzipped', async () => {
  for (const [name, file] of Object.entries(OPTIONS)) {
    expect([name, gzippedBytes(await bundleOption(file, name)) < 700]).toEqual([name, true]);
  }
});
