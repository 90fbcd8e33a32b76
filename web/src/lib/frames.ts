import type { InboxEntry, ReadCursor, ServerFrame } from './types';

const KNOWN = new Set(['welcome', 'entry', 'live', 'sent', 'refused', 'typing', 'read', 'pong', 'error']);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Business ids are decimal strings everywhere inside the app, whatever the wire used. */
function withBusinessText<T extends { business: unknown }>(value: T): T & { business: string } {
  return { ...value, business: String(value.business) };
}

/** The entry in the app's own form, or `null` when it is no entry. */
export function readEntry(value: unknown): InboxEntry | null {
  if (!isObject(value) || !Number.isSafeInteger(value.seq) || typeof value.kind !== 'string') return null;
  if (value.business === undefined) return null;
  return withBusinessText(value as unknown as InboxEntry);
}

function readCursors(value: unknown): ReadCursor[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((row) => withBusinessText(row as unknown as ReadCursor));
}

/** One text frame of the socket; `null` for frames of later versions; throws on broken ones. */
export function readFrame(text: string): ServerFrame | null {
  const raw: unknown = JSON.parse(text);
  if (!isObject(raw) || typeof raw.t !== 'string') throw new TypeError('a frame is an object with t');
  if (!KNOWN.has(raw.t)) return null;
  if (raw.t === 'entry') {
    const entry = readEntry(raw.entry);
    if (!entry) throw new TypeError('an entry frame without an entry');
    return { t: 'entry', entry };
  }
  if (raw.t === 'welcome') {
    return {
      t: 'welcome',
      head: Number(raw.head ?? 0),
      delivered: Number(raw.delivered ?? 0),
      read: readCursors(raw.read),
    };
  }
  if (raw.t === 'typing' || raw.t === 'read') {
    return withBusinessText(raw as { business: unknown }) as unknown as ServerFrame;
  }
  return raw as unknown as ServerFrame;
}
