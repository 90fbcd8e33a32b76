import { describe, expect, it } from 'vitest';
import { Gap, newEntries } from '../src/lib/store';
import { MemoryStore } from '../src/lib/store-memory';
import { own, text } from './fake-socket';

describe('what a batch adds', () => {
  it('skips what is stored and keeps the rest in order', () => {
    expect(newEntries(2, [text(1), text(2), text(3), text(4)]).map((entry) => entry.seq)).toEqual([3, 4]);
  });
  it('refuses a batch with a hole', () => {
    expect(() => newEntries(2, [text(4)])).toThrow(Gap);
    expect(() => newEntries(0, [text(1), text(3)])).toThrow(Gap);
  });
});

describe('the store in memory', () => {
  it('drops an unsent message together with storing its entry', async () => {
    const store = new MemoryStore();
    await store.putOutbox({
      client_id: 'a',
      business: '1',
      content: { type: 'text', body: 'x' },
      at: 1,
      state: 'pending',
    });
    await store.append([own(1, 'a')]);
    expect(await store.outbox()).toEqual([]);
    expect(await store.cursor()).toBe(1);
  });
  it('stores nothing of a batch with a hole', async () => {
    const store = new MemoryStore();
    await expect(store.append([text(2)])).rejects.toThrow(Gap);
    expect((await store.load()).entries).toEqual([]);
  });
});
