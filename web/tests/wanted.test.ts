import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import BubbleWanted from '../src/messenger/parts/BubbleWanted.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const business = { name: 'Shop' };

function server(question: unknown, status = 200): ReturnType<typeof vi.fn> {
  const fetch = vi.fn((_path: string, init: RequestInit) =>
    Promise.resolve(
      init.method === 'GET'
        ? new Response(JSON.stringify(question))
        : new Response(JSON.stringify({ answer: 'no', receipt_seq: 9 }), { status }),
    ),
  );
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

describe('the question whether a message was wanted', () => {
  it('is one tap, and says what a no does', async () => {
    const fetch = server({ asks: true, answer: null });
    render(BubbleWanted, { seq: 7, business });
    const group = await screen.findByRole('group', { name: 'Did you want this message?' });
    expect(group).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'No' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('no more advertising'));
    expect(screen.queryByRole('button')).toBeNull();
    const [path, init] = fetch.mock.calls[1] as [string, RequestInit];
    expect(path).toBe('/people/v1/messages/7/wanted');
    expect(init.body).toBe('{"wanted":"no"}');
  });
  it('is not shown where the message does not ask', async () => {
    const fetch = server({ asks: false, answer: null });
    const { container } = render(BubbleWanted, { seq: 7, business });
    await waitFor(() => expect(fetch).toHaveBeenCalledOnce());
    expect(container.querySelector('.wanted')).toBeNull();
  });
  it('shows what she said before, and asks no more', async () => {
    server({ asks: true, answer: 'yes' });
    render(BubbleWanted, { seq: 7, business });
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Thank you'));
    expect(screen.queryByRole('button')).toBeNull();
  });
  it('stays, and says why, when an answer fails', async () => {
    server({ asks: true, answer: null }, 503);
    render(BubbleWanted, { seq: 7, business });
    await fireEvent.click(await screen.findByRole('button', { name: 'Yes' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).not.toBe(''));
    expect(screen.getAllByRole('button')).toHaveLength(2);
  });
});
