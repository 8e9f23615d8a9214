import { expect, test } from 'vitest';
import { Limiter } from './limiter.ts';

/** Starts jobs that end when told, and notes the order in which they begin. */
function jobs(limiter: Limiter) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, owner: number, signal?: AbortSignal) =>
    limiter.run(
      owner,
      () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      },
      signal,
    );
  const end = async (name: string) => {
    ends.get(name)!();
    await new Promise(setImmediate);
  };
  return { begun, start, end };
}

test('no more jobs run at once than there are places', async () => {
  const { begun, start, end } = jobs(new Limiter(2));
  for (const name of ['a', 'b', 'c', 'd']) void start(name, 1);
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
});

test('owners take turns, whoever asked for more or earlier', async () => {
  const { begun, start, end } = jobs(new Limiter(1));
  for (const name of ['a1', 'a2', 'a3']) void start(name, 1);
  for (const name of ['b1', 'b2']) void start(name, 2);
  void start('c1', 3);
  await new Promise(setImmediate);
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3']) await end(name);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
});

test('one owner leaves a place for the next', async () => {
  const { begun, start, end } = jobs(new Limiter(3, 2));
  for (const name of ['a1', 'a2', 'a3']) void start(name, 1);
  await new Promise(setImmediate);
  expect(begun).toEqual(['a1', 'a2']);
  void start('b1', 2);
  await new Promise(setImmediate);
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('b1');
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
});

test('a job that is given up while it waits never begins, and its place goes to the next', async () => {
  const { begun, start, end } = jobs(new Limiter(1));
  void start('a', 1);
  const controller = new AbortController();
  const given = start('b', 1, controller.signal);
  void start('c', 1);
  await new Promise(setImmediate);
  controller.abort(new Error('gone'));
  await expect(given).rejects.toThrow('gone');
  await end('a');
  expect(begun).toEqual(['a', 'c']);
  await expect(start('d', 2, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
});

test('a job that fails gives its place back', async () => {
  const limiter = new Limiter(1);
  await expect(limiter.run(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await limiter.run(1, () => Promise.resolve('yes'))).toBe('yes');
});
