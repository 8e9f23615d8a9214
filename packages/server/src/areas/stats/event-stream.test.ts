import { expect, test, vi } from 'vitest';
import { EventStream } from './event-stream.ts';

const decoder = new TextDecoder();

async function take(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | null> {
  const { done, value } = await reader.read();
  return done ? null : decoder.decode(value);
}

test('of what a client is too slow to take the first and the last remain', async () => {
  const stream = new EventStream(() => undefined);
  for (const text of ['a', 'b', 'c', 'd']) stream.send(text);
  stream.sendUnlessBehind('beat');
  expect(stream.isBehind).toBe(true);
  const reader = stream.body.getReader();
  expect([await take(reader), await take(reader)]).toEqual(['a', 'd']);
  expect(stream.isBehind).toBe(false);
  stream.sendUnlessBehind('beat');
  expect(await take(reader)).toBe('beat');
});

test('its end is told once, whoever ends it, and nothing is sent after', async () => {
  const onEnd = vi.fn<() => void>();
  const ended = new EventStream(onEnd);
  ended.end();
  ended.end();
  ended.send('late');
  expect(await take(ended.body.getReader())).toBeNull();
  const left = new EventStream(onEnd);
  await left.body.cancel();
  left.send('late');
  left.end();
  expect(onEnd).toHaveBeenCalledTimes(2);
});
