import { describe, expect, it, vi } from 'vitest';
import { OnDemand } from '../src/lib/on-demand.svelte';

describe('a part that is loaded on demand', () => {
  it('is loaded once, however many ask for it', async () => {
    const load = vi.fn(() => Promise.resolve({ default: 'part' }));
    const part = new OnDemand(load);
    expect(load).not.toHaveBeenCalled();
    part.ask();
    part.ask();
    await vi.waitFor(() => expect(part.part).toBe('part'));
    part.ask();
    expect(load).toHaveBeenCalledOnce();
  });
  it('is tried again by whoever needs it after a failure', async () => {
    const load = vi
      .fn<() => Promise<{ default: string }>>()
      .mockRejectedValueOnce(new TypeError('offline'))
      .mockResolvedValue({ default: 'part' });
    const part = new OnDemand(load);
    part.ask();
    await vi.waitFor(() => expect(part.failed).toBe(true));
    part.ask();
    await vi.waitFor(() => expect(part.part).toBe('part'));
    expect(part.failed).toBe(false);
  });
});
