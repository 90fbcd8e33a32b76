import type { consoleEn } from './dict/console-en';
import type { en } from './dict/en';
import type { formEn } from './dict/form-en';
import type { laterEn } from './dict/later-en';
import type { phoneEn } from './dict/phone-en';

export type MessengerKey = keyof typeof en;
export type PhoneKey = keyof typeof phoneEn;
export type ConsoleKey = keyof typeof consoleEn;
/** Texts that come with the parts that speak them. */
export type LaterKey = keyof typeof laterEn | keyof typeof formEn;
export type Key = MessengerKey | PhoneKey | ConsoleKey | LaterKey;
export type Language = 'en' | 'de';
/** Keys that exist as `KEY.one` and `KEY.other`. */
export type PluralKey = Key extends infer K ? (K extends `${infer Stem}.one` ? Stem : never) : never;

export const LANGUAGES: { code: Language; name: string }[] = [
  { code: 'de', name: 'Deutsch' },
  { code: 'en', name: 'English' },
];

const STORED = 'kurier.language';
/** Nobody reads two languages at once: each is loaded when it is chosen. */
const DICTIONARIES: Record<Language, () => Promise<Record<string, string>>> = {
  en: async () => (await import('./dict/en')).en,
  de: async () => (await import('./dict/de')).de,
};
/** What was loaded; the virtual phone page and parts that come on demand add texts of their own. */
const texts: Record<Language, Record<string, string>> = { en: {}, de: {} };
type Params = Record<string, string | number>;

function isLanguage(code: unknown): code is Language {
  return code === 'de' || code === 'en';
}

/** What was chosen on this device, else the first language of the browser that is here, else English. */
export function preferredLanguage(stored: string | null, wished: readonly string[]): Language {
  if (isLanguage(stored)) return stored;
  return wished.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

/** `en` becomes `en-US` or `en-GB` where the browser names one; otherwise the form most people can read. */
export function regionOf(language: Language, wished: readonly string[]): string {
  const own = wished.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return own ?? (language === 'en' ? 'en-GB' : 'de-DE');
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

class I18n {
  language = $state<Language>(preferredLanguage(stored(), navigator.languages ?? [navigator.language]));

  /** The browser's own regional form of the chosen language: its clock and its way to write dates. */
  region = $derived(regionOf(this.language, navigator.languages ?? [navigator.language]));

  /** Loads a language and speaks it; without its texts the one before stays. */
  async choose(language: Language): Promise<void> {
    await loadTexts(language);
    this.language = language;
    try {
      localStorage.setItem(STORED, language);
    } catch {
      // Without storage the choice lasts until the page closes.
    }
  }
}

export const i18n = new I18n();

/** Loads the texts of a language; a page does so before it shows anything. */
export async function loadTexts(language: Language): Promise<void> {
  Object.assign(texts[language], await DICTIONARIES[language]());
}

/** Adds the texts of another page, or of a part that is loaded on demand. */
export function addTexts<K extends PhoneKey | ConsoleKey | LaterKey>(
  more: Record<Language, Record<K, string>>,
): void {
  for (const { code } of LANGUAGES) Object.assign(texts[code], more[code]);
}

function filled(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/gu, (place, name: string) => String(params[name] ?? place));
}

/** The text of a key in the language of the person. */
export function t(key: Key, params: Params = {}): string {
  return filled(texts[i18n.language][key] ?? key, params);
}

/** Like `t`, in singular or plural by `n`. */
export function plural(key: PluralKey, n: number, params: Params = {}): string {
  const form = new Intl.PluralRules(i18n.language).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as Key, { n: n.toLocaleString(i18n.language), ...params });
}

/** Whether a key exists: for names that the server chose. */
export function known(key: string): key is Key {
  return Object.hasOwn(texts[i18n.language], key);
}
