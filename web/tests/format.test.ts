import { describe, expect, it } from 'vitest';
import { characters, isolated, parseFormatting, plainText, shortened, webAddress } from '../src/lib/format';

describe('the formatting of texts', () => {
  it('knows bold, italic, struck, code and blocks', () => {
    expect(parseFormatting('a *b* _c_ ~d~ `e`')).toEqual([
      { type: 'text', text: 'a ' },
      { type: 'bold', children: [{ type: 'text', text: 'b' }] },
      { type: 'text', text: ' ' },
      { type: 'italic', children: [{ type: 'text', text: 'c' }] },
      { type: 'text', text: ' ' },
      { type: 'strike', children: [{ type: 'text', text: 'd' }] },
      { type: 'text', text: ' ' },
      { type: 'code', text: 'e' },
    ]);
    expect(parseFormatting('x ```\n*y*\n``` z')).toContainEqual({ type: 'block', text: '*y*' });
  });

  it('nests', () => {
    expect(parseFormatting('*a _b_*')).toEqual([
      {
        type: 'bold',
        children: [
          { type: 'text', text: 'a ' },
          { type: 'italic', children: [{ type: 'text', text: 'b' }] },
        ],
      },
    ]);
  });

  it('leaves marks alone that stand inside words, beside spaces or without a partner', () => {
    for (const text of [
      'snake_case_name',
      '2 * 3 * 4',
      '*open',
      '_',
      '* a *',
      '**',
      'a*b*c',
      '*line\nbreak*',
    ]) {
      expect(plainText(text)).toBe(text.replace(/\s+/gu, ' '));
    }
  });

  it('links web addresses, without the full stop after them', () => {
    expect(parseFormatting('see https://a.example/x_y_z?q=1.')).toEqual([
      { type: 'text', text: 'see ' },
      { type: 'link', text: 'https://a.example/x_y_z?q=1', href: 'https://a.example/x_y_z?q=1' },
      { type: 'text', text: '.' },
    ]);
  });

  it('never makes a link of anything but the web', () => {
    const hostile = [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      '&#x6a;avascript:alert(1)',
      '[a](javascript:x)',
      'JaVaScRiPt:alert(1)',
      'vbscript:x',
      'file:///etc/passwd',
      'https://good.example@evil.example/',
      'https://user:pass@evil.example/',
      '<img src=x onerror=alert(1)>',
    ];
    for (const text of hostile) {
      const links = parseFormatting(text).filter((node) => node.type === 'link');
      expect(links, text).toEqual([]);
      expect(plainText(text)).toBe(text);
    }
    expect(webAddress('javascript:alert(1)')).toBeNull();
    expect(webAddress('https:')).toBeNull();
  });

  it('shows the true host of an address in foreign letters', () => {
    // Cyrillic "а" in front.
    expect(webAddress('https://\u0430pple.example/')?.host).toMatch(/^xn--/u);
  });

  it('loses no character of any text', () => {
    const pieces = [
      '*',
      '_',
      '~',
      '`',
      '```',
      ' ',
      '\n',
      'a',
      'ü',
      '😀',
      'https://x.example/',
      '\u202e',
      '<b>',
    ];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 3_000; round += 1) {
      const text = Array.from({ length: random(14) }, () => pieces[random(pieces.length)]).join('');
      const marks = /[*_~`\s]/gu;
      expect(plainText(text).replace(marks, ''), JSON.stringify(text)).toBe(text.replace(marks, ''));
    }
  });

  it('takes hostile lengths in its stride', () => {
    const started = performance.now();
    for (const text of [
      '*'.repeat(65_536),
      '*a '.repeat(20_000),
      'W'.repeat(65_536),
      '_a'.repeat(30_000),
      '`'.repeat(65_536),
    ]) {
      parseFormatting(text);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('texts in sentences', () => {
  it('cannot turn the direction of what follows', () => {
    expect(isolated('abc\u202egnp.exe')).toBe('\u2068abcgnp.exe\u2069');
    expect(isolated('a\u2069b')).toBe('\u2068ab\u2069');
  });
  it('are counted and cut by characters', () => {
    expect(characters('a😀b')).toBe(3);
    expect(shortened('😀😀😀', 2)).toBe('😀😀…');
    expect(shortened('ab', 2)).toBe('ab');
  });
});
