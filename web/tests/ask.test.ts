import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import BubbleAsk from '../src/messenger/parts/BubbleAsk.svelte';
import ContactCards from '../src/messenger/parts/ContactCards.svelte';
import ListSheet from '../src/messenger/parts/ListSheet.svelte';
import { vcardName, vcardOf } from '../src/lib/vcard';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const business = { name: 'Blue Air' };
const list = {
  type: 'list' as const,
  body: 'When?',
  button: 'See times',
  sections: [
    { title: 'Morning', rows: [{ id: 'a', title: 'Nine', description: 'by train' }] },
    { title: 'Evening', rows: [{ id: 'b', title: 'Seven' }] },
  ],
};
const request = { type: 'location_request' as const, body: 'Where are you?' };

describe('a list', () => {
  it('groups its rows and sends the chosen one', async () => {
    const choose = vi.fn();
    render(ListSheet, { open: true, content: list, choose });
    expect(screen.getByRole('group', { name: 'Evening', hidden: true })).toBeTruthy();
    const send = screen.getByRole('button', { name: 'Send choice', hidden: true });
    await fireEvent.click(send);
    expect(choose).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole('radio', { name: /Nine/u, hidden: true }));
    await fireEvent.click(send);
    expect(choose).toHaveBeenCalledExactlyOnceWith({ id: 'a', title: 'Nine', description: 'by train' });
  });
  it('is shut after a choice', () => {
    render(BubbleAsk, { content: list, business, chosen: 'Nine', locked: false, answer: () => {} });
    expect(screen.getByRole('button', { name: 'See times' }).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('You chose: Nine')).toBeTruthy();
  });
});

describe('a link button', () => {
  it('shows whose page it opens, and opens none that is not of the web', async () => {
    const props = { business, chosen: null, locked: false, answer: () => {} };
    const link = { type: 'cta_url' as const, body: 'x', text: 'Open', url: 'https://shop.example/a' };
    const { container, rerender } = render(BubbleAsk, { content: link, ...props });
    expect(container.querySelector('a')?.rel).toBe('noopener noreferrer nofollow');
    expect(container.textContent).toContain('opens shop.example');
    await rerender({ content: { ...link, url: 'javascript:alert(1)' }, ...props });
    expect(container.querySelector('a')).toBeNull();
  });
});

describe('a request for a place', () => {
  it('asks the browser only after a tap, and sends what it says', async () => {
    const getCurrentPosition = vi.fn((found: PositionCallback) =>
      found({ coords: { latitude: 52.5, longitude: 13.4 } } as GeolocationPosition),
    );
    vi.stubGlobal('navigator', { ...navigator, geolocation: { getCurrentPosition } });
    const answer = vi.fn();
    render(BubbleAsk, { content: request, business, chosen: null, locked: false, answer });
    expect(getCurrentPosition).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole('button', { name: 'Send my place' }));
    expect(answer).toHaveBeenCalledExactlyOnceWith({ type: 'location', latitude: 52.5, longitude: 13.4 });
  });
  it('says what to do when the browser does not allow it', async () => {
    const getCurrentPosition = vi.fn((_: PositionCallback, failed: PositionErrorCallback) =>
      failed({ code: 1 } as GeolocationPositionError),
    );
    vi.stubGlobal('navigator', { ...navigator, geolocation: { getCurrentPosition } });
    const answer = vi.fn();
    render(BubbleAsk, { content: request, business, chosen: null, locked: false, answer });
    await fireEvent.click(screen.getByRole('button', { name: 'Send my place' }));
    expect(answer).not.toHaveBeenCalled();
    expect(screen.getByRole('alert').textContent).toContain('does not allow');
  });
});

describe('contacts', () => {
  const ada = {
    name: { formatted_name: 'Ada; Lovelace', first_name: 'Ada', last_name: 'Lovelace' },
    phones: [{ phone: '+49 30 1234', type: 'WORK' }],
    emails: [{ email: 'ada@a.example' }],
    urls: [{ url: 'javascript:alert(1)' }],
  };
  it('can be called and written to, and lead to no address that is none of the web', () => {
    const { container } = render(ContactCards, { contacts: [ada] });
    const links = [...container.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['tel:+49301234', 'mailto:ada%40a.example']);
  });
  it('are shown three at first, then all', async () => {
    render(ContactCards, { contacts: [ada, ada, ada, ada, ada] });
    expect(screen.getAllByText('Ada; Lovelace')).toHaveLength(3);
    await fireEvent.click(screen.getByRole('button', { name: 'Show 2 more' }));
    expect(screen.getAllByText('Ada; Lovelace')).toHaveLength(5);
  });
  it('become vCards whose fields cannot be broken out of', () => {
    const card = vcardOf({ ...ada, org: { title: 'One\r\nEND:VCARD' } });
    expect(card).toContain('FN:Ada\\; Lovelace\r\n');
    expect(card).toContain('TEL;TYPE=WORK:+49 30 1234\r\n');
    expect(card).toContain('TITLE:One\\nEND:VCARD\r\n');
    expect(vcardName({ name: { formatted_name: '../../x' } })).toBe('....x.vcf');
  });
});
