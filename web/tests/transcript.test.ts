import { describe, expect, it } from 'vitest';
import { climb } from '../src/lib/status';
import { buildTranscript, countUnread, lastShown, type Message } from '../src/lib/transcript';
import type { Content, InboxEntry, OutboxItem } from '../src/lib/types';
import { BUSINESS, own, text } from './fake-socket';

const DAY_US = 86_400_000_000;

function buttons(seq: number): InboxEntry {
  const entry = text(seq);
  if (entry.kind !== 'from_business') throw new Error('not reached');
  return { ...entry, content: { type: 'buttons', body: 'Choose', buttons: [{ id: 'a', title: 'A' }] } };
}
function messages(entries: InboxEntry[], outbox: OutboxItem[] = []): Message[] {
  return buildTranscript(entries, outbox, null).filter((item): item is Message => item.type === 'message');
}
function item(clientId: string, more: Partial<OutboxItem> = {}): OutboxItem {
  return {
    client_id: clientId,
    business: BUSINESS,
    content: { type: 'text', body: clientId },
    at: 9_000_000,
    state: 'pending',
    ...more,
  };
}

describe('the transcript', () => {
  it('divides days once', () => {
    const late = { ...text(2), at: 2 * DAY_US };
    const kinds = buildTranscript([text(1), late, { ...text(3), at: late.at }], [], null).map(
      (one) => one.type,
    );
    expect(kinds).toEqual(['day', 'message', 'day', 'message', 'message']);
  });

  it('puts the divider before the first message that was unread then, and leaves it there', () => {
    const entries = [text(1), text(2), text(3), text(4)];
    const items = buildTranscript(entries, [], { after: 2, upTo: 3 });
    expect(items.map((one) => one.type)).toEqual([
      'day',
      'message',
      'message',
      'unread',
      'message',
      'message',
    ]);
    expect(items[3]).toMatchObject({ count: 1 });
  });

  it('knows the row that was chosen of a list and the place that was sent when asked', () => {
    const ask = (seq: number, content: Content): InboxEntry => {
      const entry = text(seq);
      if (entry.kind !== 'from_business') throw new Error('not reached');
      return { ...entry, content };
    };
    const rows = [{ id: 'r', title: 'Row' }];
    const list = ask(1, { type: 'list', body: 'Choose', button: 'Rows', sections: [{ rows }] });
    const request = ask(2, { type: 'location_request', body: 'Where?' });
    const shown = messages(
      [list, request],
      [
        item('a', { content: { type: 'list_reply', id: 'r', title: 'Row' }, reply_to: 1 }),
        item('b', { content: { type: 'location', latitude: 1, longitude: 2 }, reply_to: 2 }),
      ],
    );
    expect(shown.slice(0, 2).map((message) => message.chosen)).toEqual(['Row', '']);
  });

  it('shows a message of the outbox until its entry is there, never both', () => {
    expect(messages([], [item('x')]).map((one) => one.key)).toEqual(['cx']);
    expect(messages([own(1, 'x')], [item('x')]).map((one) => one.key)).toEqual(['cx']);
  });

  it('marks the chosen button from the answer, also while it waits in the outbox', () => {
    const answer: OutboxItem = item('x', {
      content: { type: 'button_reply', id: 'a', title: 'A' },
      reply_to: 1,
    });
    expect(messages([buttons(1)])[0]?.chosen).toBeNull();
    expect(messages([buttons(1)], [answer])[0]?.chosen).toBe('A');
    expect(messages([buttons(1)], [{ ...answer, state: 'failed' }])[0]?.chosen).toBeNull();
  });

  it('hangs reactions on their message, the last one of each side counts, an empty one takes it back', () => {
    const react = (seq: number, emoji: string): InboxEntry => {
      const entry = own(seq, `r${seq}`);
      if (entry.kind !== 'from_person') throw new Error('not reached');
      return { ...entry, content: { type: 'reaction', target: 1, emoji } };
    };
    expect(messages([text(1), react(2, '👍'), react(3, '❤️')])[0]?.reactions).toEqual([
      { own: true, emoji: '❤️' },
    ]);
    expect(messages([text(1), react(2, '👍'), react(3, '')])[0]?.reactions).toEqual([]);
    expect(messages([text(1), react(2, '👍')])).toHaveLength(1);
  });

  it('gives one line to a run of messages that are gone', () => {
    const gone = (seq: number, reason: string): InboxEntry => ({
      seq,
      at: seq,
      business: BUSINESS,
      kind: 'gone',
      reason,
    });
    const items = buildTranscript([gone(1, 'expired'), gone(2, 'expired'), gone(3, 'other')], [], null);
    expect(items.filter((one) => one.type === 'gone').map((one) => one.type === 'gone' && one.count)).toEqual(
      [2, 1],
    );
  });

  it('counts as unread what the business wrote after the last read place', () => {
    expect(countUnread([text(1), own(2, 'a'), text(3), text(4)], 1)).toBe(2);
    expect(countUnread([text(1)], 1)).toBe(0);
  });

  it('shows the newest message or receipt in the list, not a read mark', () => {
    const read: InboxEntry = { seq: 3, at: 3, business: BUSINESS, kind: 'read_by_business', up_to: 2 };
    expect(lastShown([text(1), own(2, 'a'), read])?.seq).toBe(2);
    expect(lastShown([])).toBeNull();
  });
});

describe('the state of an own message', () => {
  it('only climbs', () => {
    expect(climb('pending', 'failed')).toBe('failed');
    expect(climb('sent', 'failed')).toBe('sent');
    expect(climb('read', 'failed')).toBe('read');
    expect(climb('read', 'sent')).toBe('read');
    expect(climb('failed', 'sent')).toBe('sent');
  });
});
