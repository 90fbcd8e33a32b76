import type { Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DESK, PHONE } from './browser';

/** Where pictures go; none are taken without it. */
const FOLDER = process.env.KURIER_SHOTS;

/** Each size in each theme. */
export const SHAPES = (['light', 'dark'] as const).flatMap((theme) =>
  Object.entries({ phone: PHONE, desk: DESK }).map(([size, viewport]) => ({ theme, size, viewport })),
);

/** A picture of the page as it is. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!FOLDER) return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** Pictures of it in each size and theme. */
export async function shots(page: Page, name: string): Promise<void> {
  for (const { theme, size, viewport } of SHAPES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize(viewport);
    await shot(page, `${name}-${size}-${theme}`);
  }
}
