import { expect, test } from 'vitest';
import { bundle, gzippedBytes } from '../build.mjs';

test('the core script is under 1,024 bytes gzipped', async () => {
  expect(gzippedBytes(await bundle('purestat.js'))).toBeLessThan(1_024);
});
