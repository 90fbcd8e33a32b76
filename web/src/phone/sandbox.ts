import { DATABASE } from '../lib/store-indexeddb';

const TIMEOUT_MS = 20_000;

/** Somebody whose messenger can be shown in the frame. */
export interface PhonePerson {
  name: string;
  session: string;
}

/** The people in the page's address: `session=SESSION`, or `person=NAME:SESSION` any number of times. */
export function peopleOf(parameters: URLSearchParams): PhonePerson[] {
  const session = parameters.get('session');
  const unnamed = session ? [{ name: '', session }] : [];
  const named = parameters.getAll('person').flatMap((text) => {
    const cut = text.lastIndexOf(':');
    const session = text.slice(cut + 1);
    return session === '' ? [] : [{ name: text.slice(0, Math.max(cut, 0)), session }];
  });
  return [...unnamed, ...named];
}

/** The operator's calls of the sandbox. */
export class Sandbox {
  constructor(private readonly token: string) {}

  /** Gives this browser the session of a person: the answer sets the cookie and leads to her chats. */
  async enterAs(session: string): Promise<void> {
    const response = await fetch(`/sandbox/v1/enter?session=${encodeURIComponent(session)}`, {
      credentials: 'same-origin',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.type !== 'opaqueredirect') throw new Error(`entering answered ${response.status}`);
  }

  /** Moves the clock; gives the new time in microseconds. */
  async advance(seconds: number): Promise<number> {
    const response = await fetch('/sandbox/v1/clock', {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ advance_s: seconds }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the clock answered ${response.status}`);
    return ((await response.json()) as { now: number }).now;
  }
}

/** Deletes what the messenger of the last person kept in this browser. */
export function forgetPhone(): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    const done = (): void => resolve();
    request.addEventListener('success', done);
    request.addEventListener('error', done);
    // A tab elsewhere holds it; the messenger notices by the length of the log that it belongs to somebody else.
    request.addEventListener('blocked', done);
  });
}
