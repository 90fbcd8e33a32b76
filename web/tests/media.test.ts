import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, Unreachable } from '../src/lib/api';
import { errorText } from '../src/lib/describe';
import { sizeOf } from '../src/lib/size';
import { uploaded } from '../src/lib/upload';
import BubbleMedia from '../src/messenger/parts/BubbleMedia.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const photo = { id: 7, kind: 'image' as const, mime: 'image/jpeg', bytes: 5_000, thumbnail: true };

describe('a file in a message', () => {
  it('is shown by its small picture first', () => {
    const { container } = render(BubbleMedia, { file: photo, caption: 'The sea' });
    expect(container.querySelector('img')?.getAttribute('src')).toBe('/people/v1/media/7/thumbnail');
    expect(screen.getByRole('button', { name: 'The sea. Show it large' })).toBeTruthy();
  });
  it('says that it is gone where it cannot be loaded', async () => {
    const { container } = render(BubbleMedia, { file: photo });
    const picture = container.querySelector('img');
    if (!picture) throw new Error('no picture');
    await fireEvent.error(picture);
    expect(container.textContent).toContain('Picture: this file is no longer there.');
  });
  it('is offered for download with its name and size when it is a document', () => {
    const file = { ...photo, kind: 'document' as const, filename: 'Ticket.pdf', bytes: 2_097_152 };
    const { container } = render(BubbleMedia, { file });
    const link = container.querySelector('a');
    expect(link?.getAttribute('download')).toBe('Ticket.pdf');
    expect(container.textContent).toContain(sizeOf(2_097_152));
  });
});

describe('an upload', () => {
  const file = new File(['x'], 'Urlaub am Meer.jpg', { type: 'image/jpeg' });
  const answers = (status: number, body: unknown): void => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(body), { status })));
  };
  it('becomes a message that can be shown before its entry comes', async () => {
    answers(200, { id: '9', kind: 'image', mime_type: 'image/jpeg', bytes: 1, thumbnail: true });
    expect(await uploaded(file)).toEqual({
      type: 'media',
      id: '9',
      kind: 'image',
      file: { id: '9', kind: 'image', mime: 'image/jpeg', bytes: 1, thumbnail: true },
    });
  });
  it('that is refused says why in the words of the person', async () => {
    answers(413, { error: { code: 'media_too_large', message: 'x', hint: 'y' } });
    const refused: unknown = await uploaded(file).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(errorText(refused)).toBe('This file is too large.');
  });
  it('that does not reach the server is no refusal', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')));
    await expect(uploaded(file)).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('a size', () => {
  it('stands in the unit that keeps it short', () => {
    expect(sizeOf(999)).toMatch(/^999/u);
    expect(sizeOf(1_536)).toMatch(/^1[.,]5/u);
    expect(sizeOf(104_857_600)).toMatch(/^100/u);
  });
});
