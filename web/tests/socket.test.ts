import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InboxSocket, type Connection, type Sink } from '../src/lib/socket';
import { newEntries } from '../src/lib/store';
import type { InboxEntry } from '../src/lib/types';
import { FakeWorld, settle, text } from './fake-socket';

/** Stores into a list, as a store would. */
class ListSink implements Sink {
  stored: InboxEntry[] = [];
  states: Connection[] = [];
  lives = 0;
  resets = 0;
  sessionless = 0;
  /** Set to hold the next transaction open. */
  gate: Promise<void> = Promise.resolve();

  cursor = async (): Promise<number> => this.stored.at(-1)?.seq ?? 0;
  store = async (entries: InboxEntry[]): Promise<void> => {
    await this.gate;
    this.stored.push(...newEntries(this.stored.at(-1)?.seq ?? 0, entries));
  };
  welcome = (): void => {};
  reset = async (): Promise<void> => {
    this.resets += 1;
    this.stored = [];
  };
  live = (): void => void (this.lives += 1);
  sent = (): void => {};
  refused = (): void => {};
  typing = (): void => {};
  read = (): void => {};
  state = (state: Connection): void => void this.states.push(state);
  noSession = (): void => void (this.sessionless += 1);
}

let world: FakeWorld;
let sink: ListSink;
let inbox: InboxSocket;

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeWorld();
  sink = new ListSink();
  inbox = new InboxSocket(world, sink);
});
afterEach(() => {
  inbox.stop();
  vi.useRealTimers();
});

async function connected(head = 0): Promise<void> {
  inbox.start();
  world.socket.opens();
  await settle();
  world.socket.hears({ t: 'welcome', head, delivered: 0, read: [] });
}

function seqs(): number[] {
  return sink.stored.map((entry) => entry.seq);
}

describe('the inbox socket', () => {
  it('says hello with the last stored place', async () => {
    sink.stored = [text(1), text(2)];
    await connected(2);
    expect(world.socket.sent[0]).toEqual({ t: 'hello', after: 2 });
  });

  it('acknowledges only after the transaction is complete', async () => {
    await connected(1);
    let finish = (): void => {};
    sink.gate = new Promise((resolve) => (finish = resolve));
    world.socket.hears({ t: 'entry', entry: text(1) });
    await settle();
    expect(world.socket.frames('ack')).toEqual([]);
    finish();
    await settle();
    expect(world.socket.frames('ack')).toEqual([{ t: 'ack', seq: 1 }]);
  });

  it('stores what waits in one batch and acknowledges its end', async () => {
    await connected(4);
    let finish = (): void => {};
    sink.gate = new Promise((resolve) => (finish = resolve));
    for (const seq of [1, 2, 3, 4]) world.socket.hears({ t: 'entry', entry: text(seq) });
    finish();
    await settle();
    expect(seqs()).toEqual([1, 2, 3, 4]);
    expect(world.socket.frames('ack').at(-1)).toEqual({ t: 'ack', seq: 4 });
    expect(world.socket.frames('ack').length).toBeLessThan(4);
  });

  it('shows a repeated entry once', async () => {
    await connected(2);
    for (const seq of [1, 1, 2, 1, 2]) world.socket.hears({ t: 'entry', entry: text(seq) });
    await settle();
    expect(seqs()).toEqual([1, 2]);
  });

  it('comes back from the last stored place after a gap', async () => {
    await connected(3);
    world.socket.hears({ t: 'entry', entry: text(1) });
    await settle();
    world.socket.hears({ t: 'entry', entry: text(3) });
    expect(world.socket.closedWith).toBe(4000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(world.sockets).toHaveLength(2);
    world.socket.opens();
    await settle();
    expect(world.socket.sent[0]).toEqual({ t: 'hello', after: 1 });
    world.socket.hears({ t: 'welcome', head: 3, delivered: 1, read: [] });
    for (const seq of [2, 3]) world.socket.hears({ t: 'entry', entry: text(seq) });
    await settle();
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('does not acknowledge on a connection that has ended meanwhile', async () => {
    await connected(1);
    let finish = (): void => {};
    sink.gate = new Promise((resolve) => (finish = resolve));
    const first = world.socket;
    first.hears({ t: 'entry', entry: text(1) });
    first.ends(1006);
    finish();
    await settle();
    expect(first.frames('ack')).toEqual([]);
    expect(seqs()).toEqual([1]);
  });

  it('closes when an entry cannot be stored, and does not acknowledge it', async () => {
    await connected(1);
    vi.spyOn(console, 'error').mockImplementation(() => {});
    sink.gate = Promise.reject(new Error('the disk is full'));
    world.socket.hears({ t: 'entry', entry: text(1) });
    await settle();
    expect(world.socket.frames('ack')).toEqual([]);
    expect(world.socket.closedWith).toBe(4000);
  });

  it('forgets its copy when the log of the server is shorter', async () => {
    sink.stored = [text(1), text(2), text(3)];
    await connected(1);
    await settle();
    expect(sink.resets).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    world.socket.opens();
    await settle();
    expect(world.socket.sent[0]).toEqual({ t: 'hello', after: 0 });
  });

  it('waits longer after each failure, never longer than half a minute', async () => {
    inbox.start();
    const waits: number[] = [];
    for (let failure = 0; failure < 9; failure += 1) {
      const before = Date.now();
      const count = world.sockets.length;
      world.socket.ends(1006);
      while (world.sockets.length === count) await vi.advanceTimersByTimeAsync(250);
      waits.push(Date.now() - before);
    }
    expect(waits.every((wait, place) => place === 0 || wait >= (waits[place - 1] ?? 0))).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
    expect(waits[0]).toBeLessThanOrEqual(2_000);
  });

  it('stops when there is no session', async () => {
    await connected();
    world.socket.ends(4401);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sink.sessionless).toBe(1);
    expect(world.sockets).toHaveLength(1);
  });

  it('does not wait when the network comes back', async () => {
    await connected();
    world.socket.hears({ t: 'live' });
    world.socket.ends(1006);
    inbox.kick();
    expect(world.sockets).toHaveLength(2);
  });

  it('asks after silence, and gives the connection up without an answer', async () => {
    await connected();
    world.socket.hears({ t: 'live' });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(world.socket.last()).toEqual({ t: 'ping' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.sockets[0]?.closedWith).toBe(4000);
  });

  it('survives frames of later versions and ends at broken ones', async () => {
    await connected();
    world.socket.hears({ t: 'fireworks', colour: 'red' });
    expect(world.socket.closedWith).toBeNull();
    world.socket.hearsText('{not json');
    expect(world.socket.closedWith).toBe(4000);
  });

  it('sends nothing before it is live', async () => {
    await connected();
    expect(inbox.send({ t: 'ping' })).toBe(false);
    world.socket.hears({ t: 'live' });
    expect(inbox.send({ t: 'ping' })).toBe(true);
  });
});
