import { expect, test } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axeFindings, DESK, PHONE, visitor } from './support/browser';
import { Sandbox } from './support/sandbox';

const FOLDER = process.env.KURIER_SHOTS;
/** There are many pages. */
test.describe.configure({ timeout: 240_000 });

let sandbox: Sandbox;
test.beforeAll(async () => {
  sandbox = await Sandbox.start();
});
test.afterAll(() => sandbox.stop());

/** Every page that the contents name, and one that only a search leads to. */
async function pages(): Promise<string[]> {
  const text = await (await fetch(`${sandbox.base}/docs`)).text();
  const named = [...text.matchAll(/href="(\/docs[^"#?]*)"/gu)].map((found) => found[1] ?? '');
  const shown = named.filter((path) => !/\.(css|json)$/u.test(path));
  return [...new Set(['/docs', ...shown, '/docs/search?q=window', '/docs/errors/131047'])];
}

for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing in the documents, and nothing is cut off (${size}, ${theme})`, async ({
      browser,
    }) => {
      const context = await visitor(browser, { viewport, theme });
      const page = await context.newPage();
      const all = await pages();
      expect(all.length).toBeGreaterThan(8);
      for (const path of all) {
        await page.goto(`${sandbox.base}${path}`);
        await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
        expect(await axeFindings(page), path).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide, `${path} must not scroll sideways`).toBeLessThanOrEqual(0);
      }
      if (FOLDER) {
        mkdirSync(FOLDER, { recursive: true });
        for (const [name, path] of Object.entries({
          index: '/docs',
          sandbox: '/docs/sandbox',
          error: '/docs/errors/131047',
        })) {
          await page.goto(`${sandbox.base}${path}`);
          await page.screenshot({ path: join(FOLDER, `docs-${name}-${size}-${theme}.png`) });
        }
      }
      await context.close();
    });
  }
}
