import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Unreachable } from '../src/lib/api';
import { ticks } from '../src/lib/choices.svelte';
import { Mailbox } from '../src/lib/mailbox.svelte';
import { MemoryStore } from '../src/lib/store-memory';
import { buildTranscript } from '../src/lib/transcript';
import type { Me } from '../src/lib/types';
import { BUSINESS, FakeWorld, own, settle, text } from './fake-socket';

const ME: Me = {
  name: 'Ada',
  language: 'en',
  head: 0,
  delivered: 0,
  read: [],
  businesses: [
    { id: BUSINESS, name: 'Blue Air', verified: true, since: 0, blocked: false, window_until: null },
  ],
};

let world: FakeWorld;
let store: MemoryStore;
let mailbox: Mailbox;
let ids: number;
let online: boolean;
let answers: Record<string, () => Response>;

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
}

function make(): Mailbox {
  return new Mailbox({
    store,
    open: () => world.open(),
    random: () => 0.5,
    nowUs: () => 1_000_000_000,
    newId: () => `id-${(ids += 1)}`,
    online: () => online,
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeWorld();
  store = new MemoryStore();
  ids = 0;
  online = true;
  answers = { '/people/v1/me': () => json(ME) };
  vi.stubGlobal(
    'fetch',
    vi.fn(async (path: string) => {
      const answer = answers[path];
      if (!answer) throw new TypeError('no network');
      return answer();
    }),
  );
  mailbox = make();
});
afterEach(() => {
  mailbox.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function live(head = 0): Promise<void> {
  world.socket.opens();
  await settle();
  world.socket.hears({ t: 'welcome', head, delivered: 0, read: [] });
  world.socket.hears({ t: 'live' });
  await settle();
}

function chat() {
  const found = mailbox.chats.get(BUSINESS);
  if (!found) throw new Error('the chat is missing');
  return found;
}
function bodies(): string[] {
  return buildTranscript(chat().entries, chat().outbox, null).flatMap((item) =>
    item.type === 'message' && item.content.type === 'text' ? [item.content.body] : [],
  );
}
function status(): string | null {
  const last = buildTranscript(chat().entries, chat().outbox, null).at(-1);
  return last?.type === 'message' ? last.status : null;
}

describe('the mailbox', () => {
  it('shows the start page without a session', async () => {
    answers['/people/v1/me'] = () => json({ error: { code: 'no_session', message: '', hint: '' } }, 401);
    await mailbox.start();
    expect(mailbox.phase).toBe('out');
    expect(world.sockets).toEqual([]);
  });

  it('shows what is stored when there is no network', async () => {
    await store.putMe(ME);
    await store.append([text(1, 'kept')]);
    answers = {};
    await mailbox.start();
    expect(mailbox.phase).toBe('in');
    expect(bodies()).toEqual(['kept']);
  });

  it('keeps what is stored readable when the session has ended', async () => {
    await store.putMe(ME);
    await store.append([text(1, 'kept')]);
    answers['/people/v1/me'] = () => json({ error: { code: 'no_session' } }, 401);
    await mailbox.start();
    expect(mailbox.ended).toBe(true);
    expect(mailbox.phase).toBe('in');
    expect(bodies()).toEqual(['kept']);
  });

  it('takes numbers as ids of businesses from the wire', async () => {
    await mailbox.start();
    await live(1);
    world.socket.hears({ t: 'entry', entry: { ...text(1), business: Number(BUSINESS) } });
    await settle();
    expect(bodies()).toEqual(['message 1']);
  });

  it('knows from a close to the next live frame that the server asked it to come back', async () => {
    await mailbox.start();
    await live();
    expect(mailbox.restarting).toBe(false);
    world.socket.ends(1012);
    expect(mailbox.restarting).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    // The node is still starting.
    world.socket.ends(1006);
    expect(mailbox.restarting).toBe(true);
    await vi.advanceTimersByTimeAsync(5_000);
    await live();
    expect([mailbox.connection, mailbox.restarting]).toEqual(['live', false]);
    world.socket.ends(1006);
    expect(mailbox.restarting).toBe(false);
  });

  it('announces what arrives now, and not what had been waiting', async () => {
    const heard: number[] = [];
    mailbox.onArrival = (_chat, entry) => heard.push(entry.seq);
    await mailbox.start();
    await live(1);
    for (const seq of [1, 2]) world.socket.hears({ t: 'entry', entry: text(seq) });
    await settle();
    expect(heard).toEqual([2]);
  });

  it('shows an own message at once and once, through waiting, sent and read', async () => {
    await mailbox.start();
    await live();
    await mailbox.send(BUSINESS, { type: 'text', body: 'hello' }, null);
    expect(status()).toBe('pending');
    expect(world.socket.frames('send')).toHaveLength(1);
    world.socket.hears({ t: 'sent', client_id: 'id-1', seq: 1 });
    await settle();
    expect(status()).toBe('sent');
    world.socket.hears({ t: 'entry', entry: own(1, 'id-1', 'hello') });
    await settle();
    expect(bodies()).toEqual(['hello']);
    expect(status()).toBe('sent');
    world.socket.hears({
      t: 'entry',
      entry: { seq: 2, at: 3, business: BUSINESS, kind: 'read_by_business', up_to: 1 },
    });
    await settle();
    expect(status()).toBe('read');
    expect(await store.outbox()).toEqual([]);
  });

  it('never lets a late refusal override what was sent', async () => {
    await mailbox.start();
    await live();
    await mailbox.send(BUSINESS, { type: 'text', body: 'hello' }, null);
    world.socket.hears({ t: 'sent', client_id: 'id-1', seq: 1 });
    world.socket.hears({
      t: 'refused',
      client_id: 'id-1',
      error: { code: 'too_long', message: '', hint: '' },
    });
    await settle();
    expect(status()).toBe('sent');
  });

  it('keeps a refused message with its reason, and sends it again under a new id', async () => {
    await mailbox.start();
    await live();
    await mailbox.send(BUSINESS, { type: 'text', body: 'hello' }, null);
    world.socket.hears({
      t: 'refused',
      client_id: 'id-1',
      error: { code: 'no_relation', message: 'm', hint: 'h' },
    });
    await settle();
    expect(status()).toBe('failed');
    const [item] = chat().outbox;
    if (!item) throw new Error('the message is gone');
    expect(item.problem?.code).toBe('no_relation');
    await mailbox.retry(item);
    expect(status()).toBe('pending');
    expect(world.socket.frames('send').map((frame) => 'client_id' in frame && frame.client_id)).toEqual([
      'id-1',
      'id-2',
    ]);
    expect(bodies()).toEqual(['hello']);
  });

  it('sends what was written offline after the next start, with the same id', async () => {
    await store.putMe(ME);
    answers = {};
    online = false;
    await mailbox.start();
    await mailbox.send(BUSINESS, { type: 'text', body: 'from the tunnel' }, null);
    mailbox.close();
    world = new FakeWorld();
    answers['/people/v1/me'] = () => json(ME);
    mailbox = make();
    await mailbox.start();
    expect(bodies()).toEqual(['from the tunnel']);
    await live();
    expect(world.socket.frames('send')).toMatchObject([
      { client_id: 'id-1', content: { body: 'from the tunnel' } },
    ]);
  });

  it('sends again after a reconnect what was not confirmed', async () => {
    await mailbox.start();
    await live();
    await mailbox.send(BUSINESS, { type: 'text', body: 'hello' }, null);
    world.socket.ends(1006);
    await vi.advanceTimersByTimeAsync(3_000);
    await live();
    expect(world.socket.frames('send')).toMatchObject([{ client_id: 'id-1' }]);
  });

  it('uses plain HTTP when the socket keeps failing', async () => {
    answers['/people/v1/messages'] = () => json({ seq: 1 });
    await mailbox.start();
    await mailbox.send(BUSINESS, { type: 'text', body: 'hello' }, null);
    for (let failure = 0; failure < 2; failure += 1) {
      world.socket.ends(1006);
      await vi.advanceTimersByTimeAsync(5_000);
    }
    await settle();
    expect(status()).toBe('sent');
  });

  it('deletes bodies of messages that are gone, also those that were shown', async () => {
    await mailbox.start();
    await live();
    world.socket.hears({ t: 'entry', entry: text(1, 'secret offer') });
    world.socket.hears({
      t: 'entry',
      entry: {
        seq: 2,
        at: 2,
        business: BUSINESS,
        kind: 'gone_later',
        target: 1,
        reason: 'permission_withdrawn',
      },
    });
    await settle();
    expect(bodies()).toEqual([]);
    expect(JSON.stringify((await store.load()).entries)).not.toContain('secret offer');
    expect(JSON.stringify(chat().entries)).not.toContain('secret offer');
  });

  it('counts unread, reports reading, and hears of reading elsewhere', async () => {
    await mailbox.start();
    await live();
    for (const seq of [1, 2, 3]) world.socket.hears({ t: 'entry', entry: text(seq) });
    await settle();
    expect(chat().unread).toBe(3);
    world.socket.hears({ t: 'read', business: BUSINESS, seq: 2 });
    expect(chat().unread).toBe(1);
    await mailbox.markRead(chat());
    expect(chat().unread).toBe(0);
    expect(world.socket.last()).toEqual({ t: 'read', business: BUSINESS, seq: 3 });
  });

  it('tells after a reconnect what was read offline', async () => {
    await mailbox.start();
    await live();
    world.socket.hears({ t: 'entry', entry: text(1) });
    await settle();
    world.socket.ends(1006);
    await mailbox.markRead(chat());
    await vi.advanceTimersByTimeAsync(3_000);
    await live(1);
    expect(world.socket.frames('read')).toEqual([{ t: 'read', business: BUSINESS, seq: 1 }]);
  });

  it('tells nobody what was read while read ticks are off', async () => {
    ticks.choose(false);
    try {
      await mailbox.start();
      await live();
      world.socket.hears({ t: 'entry', entry: text(1) });
      await settle();
      await mailbox.markRead(chat());
      expect(chat().unread).toBe(0);
      world.socket.ends(1006);
      await vi.advanceTimersByTimeAsync(3_000);
      await live(1);
      expect(world.sockets.flatMap((socket) => socket.frames('read'))).toEqual([]);
      expect((await store.load()).reads).toEqual([{ business: BUSINESS, seq: 1 }]);
    } finally {
      ticks.choose(true);
    }
  });

  it('remembers over a restart when it was up to date', async () => {
    await mailbox.start();
    await live();
    mailbox.close();
    answers = {};
    mailbox = make();
    await mailbox.start();
    expect(mailbox.syncedAt).toBe(1_000_000);
  });

  it('signing out deletes everything on this device', async () => {
    answers['/people/v1/sign-out'] = () => json({ success: true });
    await mailbox.start();
    await live();
    world.socket.hears({ t: 'entry', entry: text(1) });
    await settle();
    await mailbox.signOut();
    expect(mailbox.phase).toBe('out');
    expect(mailbox.chats.size).toBe(0);
    expect(await store.load()).toEqual({
      cursor: 0,
      syncedAt: 0,
      me: null,
      businesses: [],
      entries: [],
      outbox: [],
      reads: [],
    });
  });

  it('does not sign out when the server cannot be told', async () => {
    await mailbox.start();
    await live();
    await expect(mailbox.signOut()).rejects.toThrow(Unreachable);
    expect(mailbox.phase).toBe('in');
  });
});
