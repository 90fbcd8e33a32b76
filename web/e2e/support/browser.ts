import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Sandbox } from './sandbox';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

interface Wish extends BrowserContextOptions {
  language?: 'en' | 'de';
  theme?: 'light' | 'dark';
}

/** A browser of its own, as a new visitor has it. */
export function visitor(browser: Browser, wish: Wish = {}): Promise<BrowserContext> {
  const { language = 'en', theme = 'light', ...rest } = wish;
  return browser.newContext({
    locale: language === 'de' ? 'de-DE' : 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: theme,
    reducedMotion: 'reduce',
    viewport: DESK,
    ...rest,
  });
}

/** A browser that holds a person's session. */
export async function signedIn(
  browser: Browser,
  sandbox: Sandbox,
  person: { session: string },
  wish: Wish = {},
): Promise<BrowserContext> {
  const context = await visitor(browser, wish);
  await context.addCookies([
    { name: 'kurier_session', value: person.session, url: sandbox.base, httpOnly: true, sameSite: 'Lax' },
  ]);
  return context;
}

/** Every finding of axe on what is shown now, as readable lines. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Through the debugger, which the content security policy does not concern.
  await page.evaluate(AXE);
  return page.evaluate(async (standards) => {
    interface Axe {
      run(
        root: Document,
        options: unknown,
      ): Promise<{ violations: { id: string; nodes: { target: unknown; failureSummary?: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values: standards },
      resultTypes: ['violations'],
    });
    return violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id} at ${JSON.stringify(node.target)}: ${node.failureSummary}`,
      ),
    );
  }, STANDARDS);
}

/** Watches a page for everything that hostile content could cause. */
export function watch(page: Page, base: string): { dialogs: string[]; foreign: string[]; errors: string[] } {
  const seen = { dialogs: [] as string[], foreign: [] as string[], errors: [] as string[] };
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('blob:') && !url.startsWith('data:')) seen.foreign.push(url);
  });
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Content-Security-Policy/u.test(message.text()))
      seen.errors.push(message.text());
  });
  return seen;
}
