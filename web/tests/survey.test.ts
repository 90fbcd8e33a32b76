import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import SurveyCard from '../src/messenger/parts/SurveyCard.svelte';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const survey = {
  id: '123456789012345',
  questions: [
    { key: 'S2', kind: 'unwanted', en: 'Did you get one?', de: 'Hast du eine bekommen?' },
    { key: 'S3', kind: 'score', en: 'Should they stay?', de: 'Sollen sie bleiben?' },
  ],
};

function server(asked: unknown): ReturnType<typeof vi.fn> {
  const fetch = vi.fn((_path: string, init: RequestInit) =>
    Promise.resolve(
      new Response(JSON.stringify(init.method === 'GET' ? { survey: asked } : { success: true })),
    ),
  );
  vi.stubGlobal('fetch', fetch);
  return fetch;
}

describe('the survey', () => {
  it('sends what she chose, and null for what she left out', async () => {
    const fetch = server(survey);
    render(SurveyCard);
    await fireEvent.click(await screen.findByRole('radio', { name: 'two or three' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Send answers' }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toContain('Thank you'));
    expect(screen.queryByRole('button')).toBeNull();
    const [path, init] = fetch.mock.calls[1] as [string, RequestInit];
    expect(path).toBe('/people/v1/survey/123456789012345');
    expect(init.body).toBe('{"answers":[2,null]}');
  });
  it('is skipped with one tap, and says no more', async () => {
    const fetch = server(survey);
    render(SurveyCard);
    await fireEvent.click(await screen.findByRole('button', { name: 'Skip' }));
    await waitFor(() => expect(screen.queryByRole('button')).toBeNull());
    expect((fetch.mock.calls[1] as [string, RequestInit])[1].body).toBe('{}');
    expect(screen.getByRole('status').textContent).toBe('');
  });
  it('is not there where nothing is asked', async () => {
    const fetch = server(null);
    const { container } = render(SurveyCard);
    await waitFor(() => expect(fetch).toHaveBeenCalledOnce());
    expect(container.querySelector('section')).toBeNull();
  });
});
