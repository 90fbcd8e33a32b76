import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import Leaving from '../src/messenger/parts/Leaving.svelte';
import { strangePage } from '../src/messenger/strange';

afterEach(cleanup);

function tapped(href: string, rel = 'noopener noreferrer nofollow'): Element {
  const link = document.createElement('a');
  link.href = href;
  link.rel = rel;
  const inside = document.createElement('span');
  link.append(inside);
  return inside;
}

describe('a tapped link', () => {
  const domains = ['shop.example', 'xn--bcher-kva.example'];
  it('is followed at once on a domain that the business has proven, and below it', () => {
    for (const href of ['https://shop.example/a', 'https://www.shop.example', 'https://bücher.example']) {
      expect(strangePage(tapped(href), domains), href).toBeNull();
    }
  });
  it('is asked about anywhere else', () => {
    for (const href of [
      'https://evil.example/',
      'http://notshop.example',
      'https://shop.example.evil.example',
    ]) {
      expect(strangePage(tapped(href), domains)?.href, href).toBe(new URL(href).href);
    }
    expect(strangePage(tapped('https://shop.example'), [])?.host).toBe('shop.example');
  });
  it('is none of ours, opens an app, or nothing is asked', () => {
    expect(strangePage(tapped('https://map.example', 'noopener'), domains)).toBeNull();
    expect(strangePage(tapped('shop://basket'), domains)).toBeNull();
    expect(strangePage(tapped('/people/v1/media/1'), domains)).toBeNull();
    expect(strangePage(tapped('https://evil.example'), null)).toBeNull();
    expect(strangePage(document.createElement('p'), domains)).toBeNull();
  });
});

describe('the question before leaving', () => {
  it('names the page and the business, and stays unless she opens it', async () => {
    const stay = vi.fn();
    const url = new URL('https://evil.example/a');
    render(Leaving, { url, business: { name: 'Blue Air' }, stay });
    expect(screen.getByText(/You are leaving for evil\.example, which .*Blue Air.* has not/u)).toBeTruthy();
    const open = screen.getByRole<HTMLAnchorElement>('link', { name: 'Open page', hidden: true });
    expect([open.href, open.rel]).toEqual(['https://evil.example/a', 'noopener noreferrer']);
    await fireEvent.click(screen.getByRole('button', { name: 'Stay here', hidden: true }));
    expect(stay).toHaveBeenCalledOnce();
  });
});
