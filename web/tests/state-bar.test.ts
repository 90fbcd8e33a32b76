import { cleanup, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Mailbox } from '../src/lib/mailbox.svelte';
import { MemoryStore } from '../src/lib/store-memory';
import { KEY } from '../src/messenger/context';
import StateBar from '../src/messenger/parts/StateBar.svelte';
import { FakeWorld } from './fake-socket';

let mailbox: Mailbox;

beforeEach(() => {
  vi.useFakeTimers();
  const world = new FakeWorld();
  mailbox = new Mailbox({
    store: new MemoryStore(),
    open: () => world.open(),
    random: () => 0.5,
    nowUs: () => 1_000_000_000,
    newId: () => 'id',
    online: () => false,
  });
  mailbox.state('live', 0, false);
  mailbox.syncedAt = 1_000;
  render(StateBar, { context: new Map([[KEY, mailbox]]) });
});
afterEach(() => {
  cleanup();
  mailbox.close();
  vi.useRealTimers();
});

async function after(ms: number): Promise<string> {
  await tick();
  await vi.advanceTimersByTimeAsync(ms);
  await tick();
  return screen.queryByText(/Connecting again/u)?.textContent ?? '';
}

describe('the bar that says that the connection is gone', () => {
  it('shows after a moment when the connection breaks', async () => {
    mailbox.state('waiting', 1, false);
    expect(await after(1_000)).toBe('');
    expect(await after(1_000)).toContain('Connecting again');
  });
  it('does not show at once when the server asked to come back, however often it does', async () => {
    mailbox.state('waiting', 1, true);
    expect(await after(1_500)).toBe('');
    mailbox.state('connecting', 1, true);
    mailbox.state('waiting', 2, true);
    expect(await after(3_500)).toBe('');
    mailbox.state('live', 0, false);
    expect(await after(20_000)).toBe('');
  });
  it('shows in the end when nobody takes over', async () => {
    mailbox.state('waiting', 1, true);
    expect(await after(11_000)).toContain('Connecting again');
  });
});
