import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import BubbleButtons from '../src/messenger/parts/BubbleButtons.svelte';
import BubbleCards from '../src/messenger/parts/BubbleCards.svelte';
import Formatted from '../src/messenger/parts/Formatted.svelte';
import { appAddress } from '../src/lib/format';
import { hueOf, initials, stampOutline } from '../src/lib/names';

afterEach(cleanup);

describe('a text on the screen', () => {
  it('keeps hostile markup as text', () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>';
    const { container } = render(Formatted, { text: hostile });
    expect(container.textContent).toBe(hostile);
    expect(container.querySelector('img, script')).toBeNull();
  });
  it('opens links apart from the app and without a trace', () => {
    render(Formatted, { text: 'https://a.example/' });
    const link = screen.getByText('https://a.example/');
    expect(link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(link.getAttribute('target')).toBe('_blank');
  });
});

describe('buttons under a message', () => {
  const content = {
    type: 'buttons' as const,
    body: 'Choose',
    buttons: [
      { id: 'a', title: 'First' },
      { id: 'b', title: 'Second' },
    ],
  };
  it('answer once; afterwards they are shut and the choice can be read', async () => {
    const answer = vi.fn();
    const { rerender } = render(BubbleButtons, {
      content,
      chosen: null,
      locked: false,
      answer,
      copied: () => {},
    });
    await fireEvent.click(screen.getByRole('button', { name: 'Second' }));
    expect(answer).toHaveBeenCalledExactlyOnceWith({ type: 'button_reply', id: 'b', title: 'Second' });
    await rerender({ content, chosen: 'Second', locked: false, answer, copied: () => {} });
    await fireEvent.click(screen.getByRole('button', { name: 'First' }));
    expect(answer).toHaveBeenCalledOnce();
    expect(screen.getByRole('button', { name: 'First' }).getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('You chose: Second')).toBeTruthy();
  });
  it('do not open an address that is none of the web', () => {
    const template = {
      type: 'template' as const,
      template: 1,
      name: 'x',
      language: 'en_US',
      body: 'x',
      buttons: [{ type: 'url' as const, text: 'Tap me', url: 'javascript:alert(1)' }],
    };
    const { container } = render(BubbleButtons, {
      content: template,
      chosen: null,
      locked: false,
      answer: () => {},
      copied: () => {},
    });
    expect(container.querySelector('a')).toBeNull();
    expect(container.textContent).toContain('not safe to open');
  });
});

describe('cards', () => {
  const card = (payload: string) => ({
    body: `Card ${payload}`,
    buttons: [{ type: 'quick_reply' as const, text: 'Take', payload }],
  });
  const content = {
    type: 'template' as const,
    template: 1,
    name: 'deck',
    language: 'en_US',
    body: 'Look',
    cards: [card('a'), card('b')],
  };
  it('answer once, and show the choice on the card it was made on', async () => {
    const answer = vi.fn();
    const props = { content, locked: false, answer, copied: () => {} };
    const { rerender } = render(BubbleCards, { ...props, chosen: null, chosenId: null });
    const second = screen.getAllByRole('button', { name: 'Take' })[1];
    if (!second) throw new Error('no second card');
    await fireEvent.click(second);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ type: 'quick_reply', payload: 'b', text: 'Take' });
    await rerender({ ...props, chosen: 'Take', chosenId: 'b' });
    expect(screen.getAllByText('You chose: Take')).toHaveLength(1);
    for (const button of screen.getAllByRole('button', { name: 'Take' }))
      expect(button.getAttribute('aria-disabled')).toBe('true');
  });
});

describe('a button that opens an app', () => {
  it('takes schemes of apps and none that runs or shows something here', () => {
    expect(appAddress('shop://cart')).toBe('shop://cart');
    expect(appAddress('https://shop.example/app')).toBe('https://shop.example/app');
    for (const bad of [
      'javascript://x/%0aalert(1)',
      'data://x',
      'FILE:///etc/passwd',
      'shop:cart',
      'a b://c',
    ])
      expect(appAddress(bad), bad).toBeNull();
  });
});

describe('the stamp of a business', () => {
  it('has initials for any name and a colour that stays', () => {
    expect(initials('Blue Air')).toBe('BA');
    expect(initials('  ')).toBe('?');
    expect(initials('<script>')).toBe('S');
    expect(hueOf('123')).toBe(hueOf('123'));
    expect(stampOutline(48, 8)).toMatch(/^M0 0l.*z$/u);
  });
});
