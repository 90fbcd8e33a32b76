import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { previews } from '../src/lib/choices.svelte';
import BubbleCards from '../src/messenger/parts/BubbleCards.svelte';
import BubblePreview from '../src/messenger/parts/BubblePreview.svelte';
import BubbleRich from '../src/messenger/parts/BubbleRich.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  previews.choose(true);
});

const shown = {
  url: 'https://shop.example/new',
  title: 'New & shiny',
  description: 'It came in.',
  picture: '9',
};

function answers(preview: unknown): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify({ preview }))));
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

describe('the preview of a link', () => {
  it('comes from this server alone, its picture too', async () => {
    const fetch = answers(shown);
    const { container } = render(BubblePreview, { seq: 7, at: 0 });
    await waitFor(() => expect(screen.getByText('New & shiny')).toBeTruthy());
    expect(fetch.mock.calls.map(([path]) => path as string)).toEqual(['/people/v1/messages/7/preview']);
    const link = container.querySelector('a');
    expect(link?.href).toBe('https://shop.example/new');
    expect(link?.rel).toBe('noopener noreferrer nofollow');
    expect(container.querySelector('img')?.getAttribute('src')).toBe('/people/v1/media/9');
    expect(container.textContent).toContain('opens shop.example');
  });
  it('goes on without a picture that is no longer there', async () => {
    answers(shown);
    const { container } = render(BubblePreview, { seq: 7, at: 0 });
    await waitFor(() => expect(container.querySelector('img')).toBeTruthy());
    await fireEvent.error(container.querySelector('img') as HTMLImageElement);
    expect(container.querySelector('img')).toBeNull();
    expect(screen.getByText('It came in.')).toBeTruthy();
  });
  it('is not asked for where she does not want any', async () => {
    const fetch = answers(shown);
    previews.choose(false);
    const { container } = render(BubblePreview, { seq: 7, at: 0 });
    await Promise.resolve();
    expect(fetch).not.toHaveBeenCalled();
    expect(container.textContent).toBe('');
  });
  it('shows nothing where there is none', async () => {
    const fetch = answers(null);
    const { container } = render(BubblePreview, { seq: 7, at: 0 });
    await waitFor(() => expect(fetch).toHaveBeenCalledOnce());
    expect(container.querySelector('a')).toBeNull();
  });
});

describe('a voice note', () => {
  it('is told as listened to once', async () => {
    const fetch = answers(null);
    const file = { id: 7, kind: 'audio' as const, mime: 'audio/ogg', bytes: 5_000 };
    const content = { type: 'media' as const, file, voice: true };
    const { container } = render(BubbleRich, { content, seq: 4 });
    const sound = container.querySelector('audio') as HTMLAudioElement;
    await fireEvent.play(sound);
    await fireEvent.play(sound);
    expect(fetch.mock.calls.map(([path]) => path as string)).toEqual(['/people/v1/messages/4/played']);
  });
});

describe('a row of cards', () => {
  const file = { id: 7, kind: 'image' as const, mime: 'image/jpeg', bytes: 5_000, thumbnail: true };
  const cards = [
    { file, body: 'The sea', buttons: [{ id: 'sea', title: 'There' }] },
    { file, body: 'The hill', buttons: [{ id: 'hill', title: 'There' }] },
  ];
  const props = { locked: false, answer: () => {}, copied: () => {} };
  it('answers with the button of its card', async () => {
    const answer = vi.fn();
    const content = { type: 'carousel' as const, body: 'Where to?', cards };
    render(BubbleCards, { ...props, content, chosen: null, chosenId: null, answer });
    const [, second] = screen.getAllByRole('button', { name: 'There' });
    await fireEvent.click(second as HTMLElement);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ type: 'button_reply', id: 'hill', title: 'There' });
  });
  it('marks the chosen card and shuts all of them', () => {
    const content = { type: 'carousel' as const, body: 'Where to?', cards };
    const { container } = render(BubbleCards, { ...props, content, chosen: 'There', chosenId: 'hill' });
    expect(container.querySelectorAll('.chosen')).toHaveLength(1);
    expect(container.querySelectorAll('[aria-disabled="true"]')).toHaveLength(2);
  });
  it('opens the page of a card', () => {
    const link = { text: 'Open', url: 'https://shop.example/a' };
    const content = {
      type: 'carousel' as const,
      body: 'Look',
      cards: [
        { file, link },
        { file, link },
      ],
    };
    const { container } = render(BubbleCards, { ...props, content, chosen: null, chosenId: null });
    expect(container.querySelectorAll('a[href="https://shop.example/a"]')).toHaveLength(2);
  });
});
