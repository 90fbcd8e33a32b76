import { expect, test, type Page } from '@playwright/test';
import { axeFindings, PHONE, signedIn, visitor } from './support/browser';
import { Sandbox } from './support/sandbox';

let sandbox: Sandbox;
let code: string;
let why: number;

test.beforeAll(async () => {
  sandbox = await Sandbox.start();
  const { person_a: a, waba_id } = sandbox.seed;
  code = await sandbox.invite([
    {
      purpose: 'utility',
      topic: 'Flug KR 1234',
      wording: 'Sagt, wenn der Flug später geht.',
      lifetime_s: 172_800,
    },
    { purpose: 'marketing', wording: 'Angebote.', cadence: 'weekly' },
  ]);
  await sandbox.text(a.wa_id, 'Hello *Kim*, see https://shop.example/a?b=c for more.');
  await sandbox.buttons(a.wa_id, 'Choose one', ['One', 'Two', 'Three']);
  await sandbox.send(a.wa_id, {
    type: 'location',
    location: { latitude: 52.5, longitude: 13.4, name: 'Shop', address: 'Street 1' },
  });
  await sandbox.orderUpdate(a.wa_id, 'Kim', 'A-1');
  await sandbox.say(a, 'Thank you');
  await sandbox.promo(a.wa_id, 'Kim', 'tea');
  await sandbox.allow(a.person_id, { waba_id, purposes: ['utility'], topic: 'Parcel' });
  why = (await sandbox.inbox(a)).findLast((entry) => entry.kind === 'from_business')?.seq ?? 0;
});
test.afterAll(() => sandbox.stop());

/** Every address of a person's messenger, and what tells that it is there. */
function routes(): { path: string; session: boolean }[] {
  const { waba_id } = sandbox.seed;
  return [
    { path: '/', session: false },
    { path: `/i/${code}`, session: false },
    { path: '/i/NOSUCHCODE', session: false },
    { path: '/chats', session: true },
    { path: `/chats/${waba_id}`, session: true },
    { path: `/chats/${waba_id}/info`, session: true },
    { path: '/permissions', session: true },
    { path: `/why/${why}`, session: true },
    { path: '/settings', session: true },
    { path: '/budget', session: true },
  ];
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeAttached();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
}

for (const language of ['en', 'de'] as const) {
  for (const theme of ['light', 'dark'] as const) {
    test(`axe finds nothing on any route (${language}, ${theme})`, async ({ browser }) => {
      for (const viewport of theme === 'light' ? [undefined, PHONE] : [undefined]) {
        const wish = { language, theme, ...(viewport ? { viewport } : {}) };
        const guest = await (await visitor(browser, wish)).newPage();
        const own = await (await signedIn(browser, sandbox, sandbox.seed.person_a, wish)).newPage();
        for (const { path, session } of routes()) {
          const page = session ? own : guest;
          await page.goto(`${sandbox.base}${path}`);
          await settled(page);
          expect(await axeFindings(page), path).toEqual([]);
        }
        await own.context().close();
        await guest.context().close();
      }
    });
  }
}

test('S17: in German every route is German, and the document says so', async ({ browser }) => {
  const page = await (await signedIn(browser, sandbox, sandbox.seed.person_a)).newPage();
  await page.goto(`${sandbox.base}/settings`);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  const english =
    /\b(the|your|you|and|message|messages|allowed|permission|settings|whenever|until|offers|why)\b/iu;
  for (const { path } of routes()) {
    await page.goto(`${sandbox.base}${path}`);
    await settled(page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    const words = await page.evaluate(() => {
      // What businesses wrote is in their language; everything else is ours.
      const copy = document.body.cloneNode(true) as HTMLElement;
      for (const theirs of copy.querySelectorAll(
        '.formatted, bdi, .last, .what, .quote, .message p, [data-label] bdi, code',
      )) {
        theirs.remove();
      }
      const names = [...copy.querySelectorAll('[aria-label]:not(nav li a):not(article)')].map((element) =>
        (element.getAttribute('aria-label') ?? '').replace(/\u2068[^\u2069]*\u2069/gu, ''),
      );
      return `${(copy.textContent ?? '').replace(/\u2068[^\u2069]*\u2069/gu, '')} ${names.join(' ')}`;
    });
    expect(english.exec(words)?.[0], `English on ${path}: ${words.slice(0, 2_000)}`).toBeUndefined();
    expect(
      /\b[a-z_]+\.[a-z_]{3,}\b(?<!\.example)|\{\w+\}/u.exec(words.replace(/\S+\.(org|example)/gu, ''))?.[0],
    ).toBeUndefined();
  }
});

test('the keyboard reaches everything: skip link, areas, list, shortcuts', async ({ browser }) => {
  const page = await (await signedIn(browser, sandbox, sandbox.seed.person_a)).newPage();
  await page.goto(`${sandbox.base}/chats`);
  await expect(page.getByRole('link', { name: /Sandbox Shop/u })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.getByRole('link', { name: 'Kurier, to your chats' })).toBeFocused();
  await page.keyboard.press('F6');
  await expect(page.getByRole('searchbox', { name: 'Search chats' })).toBeFocused();
  await page.getByRole('list', { name: 'Your chats' }).getByRole('link').first().focus();
  await page.keyboard.press('j');
  await expect(page.getByRole('list', { name: 'Your chats' }).getByRole('link').nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: /^Your message to/u })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Attach a file' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('article').last()).toBeFocused();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('article').last()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('textbox', { name: /^Your message to/u })).toBeFocused();
});

test('search and the unread filter narrow the list', async ({ browser }) => {
  const page = await (await signedIn(browser, sandbox, sandbox.seed.person_a)).newPage();
  await page.goto(`${sandbox.base}/chats`);
  const rows = page.getByRole('list', { name: 'Your chats' }).getByRole('link');
  await expect(rows).toHaveCount(2);
  await page.getByRole('searchbox').fill('second');
  await expect(rows).toHaveCount(1);
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(page.getByText('No chat matches “nothing like it”.')).toBeVisible();
  await page.getByRole('button', { name: 'Show all chats' }).click();
  await expect(rows).toHaveCount(2);
});

for (const width of [320, 256]) {
  test(`nothing is cut off at ${width} px, as at 400 % zoom`, async ({ browser }) => {
    const viewport = { width, height: 256 };
    const guest = await (await visitor(browser, { viewport })).newPage();
    const own = await (await signedIn(browser, sandbox, sandbox.seed.person_a, { viewport })).newPage();
    for (const { path, session } of routes()) {
      const page = session ? own : guest;
      await page.goto(`${sandbox.base}${path}`);
      await settled(page);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });
}

test('a new message is said once in the polite region, and the region is emptied', async ({ browser }) => {
  const { person_a: a, waba_id } = sandbox.seed;
  const page = await (await signedIn(browser, sandbox, a)).newPage();
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('article').first()).toBeVisible();
  const region = page.locator('[data-live]');
  await page.evaluate(() => {
    const said: string[] = [];
    (globalThis as unknown as { said: string[] }).said = said;
    const target = document.querySelector('[data-live]');
    if (!target) return;
    new MutationObserver(() => said.push(target.textContent ?? '')).observe(target, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await sandbox.text(a.wa_id, 'Listen to this.');
  await expect(page.getByRole('article').filter({ hasText: 'Listen to this.' })).toBeVisible();
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { said: string[] }).said.filter(Boolean)))
    .toHaveLength(1);
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said.filter(Boolean));
  expect(said[0]).toContain('Listen to this.');
  await expect(region).toBeEmpty();
});
