import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { afterEach, describe, expect, it } from 'vitest';
import { consoleDe } from '../src/lib/dict/console-de';
import { consoleEn } from '../src/lib/dict/console-en';
import { de } from '../src/lib/dict/de';
import { en } from '../src/lib/dict/en';
import { formDe } from '../src/lib/dict/form-de';
import { formEn } from '../src/lib/dict/form-en';
import { laterDe } from '../src/lib/dict/later-de';
import { laterEn } from '../src/lib/dict/later-en';
import { phoneDe } from '../src/lib/dict/phone-de';
import { phoneEn } from '../src/lib/dict/phone-en';
import { i18n, plural, preferredLanguage, regionOf, t } from '../src/lib/i18n.svelte';
import { span } from '../src/lib/time';

const PAIRS = [
  { name: 'messenger', english: en as Record<string, string>, german: de as Record<string, string> },
  {
    name: 'on demand',
    english: { ...laterEn, ...formEn } as Record<string, string>,
    german: { ...laterDe, ...formDe } as Record<string, string>,
  },
  {
    name: 'console',
    english: consoleEn as Record<string, string>,
    german: consoleDe as Record<string, string>,
  },
  { name: 'phone', english: phoneEn as Record<string, string>, german: phoneDe as Record<string, string> },
];
const SPOKEN = new Set(['aria-label', 'aria-description', 'placeholder', 'title', 'alt']);
const LETTERS = /\p{L}{2,}/u;

function svelteFiles(): string[] {
  return readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.svelte'))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every word a person would see or hear that stands in the markup itself. */
function bareWords(path: string): string[] {
  const { fragment } = parse(readFileSync(path, 'utf8'), { modern: true });
  const found: string[] = [];
  const visit = (node: unknown, spoken: boolean): void => {
    if (Array.isArray(node)) node.forEach((child) => visit(child, spoken));
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type } = node as { type?: string };
    if (type === 'Text' && spoken && LETTERS.test((node as AST.Text).data))
      found.push((node as AST.Text).data.trim());
    const isAttribute = type === 'Attribute';
    if (type === 'StyleDirective') return;
    const below = isAttribute ? SPOKEN.has((node as AST.Attribute).name) : spoken;
    for (const [key, child] of Object.entries(node)) {
      if (key !== 'parent' && key !== 'expression') visit(child, below);
    }
  };
  visit(fragment, true);
  return found;
}

afterEach(() => {
  i18n.language = 'en';
});

describe('the dictionaries', () => {
  for (const { name, english, german } of PAIRS) {
    it(`have the same keys and places to fill (${name})`, () => {
      expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
      const places = (text = ''): string[] => (text.match(/\{\w+\}/gu) ?? []).sort();
      for (const key of Object.keys(english)) expect(places(german[key]), key).toEqual(places(english[key]));
    });
    it(`leave nothing empty and nothing untranslated (${name})`, () => {
      const same =
        /^(app\.name|nav\.chats|chats\.title|settings\.name$|chat\.announce|phone\.(live|webhook|frame_plain))/u;
      for (const [key, text] of Object.entries(english)) {
        expect(german[key], key).not.toBe('');
        const letters = text.replace(/\{\w+\}|Kurier/gu, '');
        if (LETTERS.test(letters) && letters.includes(' ') && !same.test(key))
          expect(german[key], key).not.toBe(text);
      }
    });
    it(`have singular and plural together (${name})`, () => {
      for (const key of Object.keys(english)) {
        if (key.endsWith('.one'))
          expect(Object.hasOwn(english, key.replace(/one$/u, 'other')), key).toBe(true);
      }
    });
  }

  it('hold every text: no word stands in the markup', () => {
    const files = svelteFiles();
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((path) => bareWords(path).map((words) => `${path}: ${words}`))).toEqual([]);
  });
});

describe('words', () => {
  it('follow the chosen language', () => {
    expect(t('invite.allow')).toBe('Allow');
    i18n.language = 'de';
    expect(t('invite.allow')).toBe('Erlauben');
  });
  it('know one and many', () => {
    expect(plural('chat.new_messages', 1)).toBe('1 new message');
    expect(plural('chat.new_messages', 2)).toBe('2 new messages');
  });
  it('fill places and leave foreign braces alone', () => {
    expect(t('invite.lead', { business: '{topic}' })).toBe('{topic} asks to write to you here');
  });
  it('say spans in the unit people use', () => {
    expect(span(172_800)).toBe('2 days');
    expect(span(86_400)).toBe('1 day');
    expect(span(129_600)).toBe('36 hours');
    expect(span(60)).toBe('1 minute');
  });
});

describe('the first language', () => {
  it('is the chosen one, else the first of the browser that is here, else English', () => {
    expect(preferredLanguage('de', ['en'])).toBe('de');
    expect(preferredLanguage(null, ['fr-FR', 'de-CH', 'en'])).toBe('de');
    expect(preferredLanguage('xx', ['fr'])).toBe('en');
  });
  it('writes dates in the regional form of the browser', () => {
    expect(regionOf('de', ['de-AT', 'en-US'])).toBe('de-AT');
    expect(regionOf('en', ['de'])).toBe('en-GB');
  });
});
