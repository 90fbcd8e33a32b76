import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { axeFindings, DESK, PHONE, signedIn, watch } from './support/browser';
import { picture } from './support/files';
import { upload } from './support/rich';
import { Sandbox } from './support/sandbox';
import { Website } from './support/website';
import { shot } from './support/shots';

const TITLE = 'Darjeeling of the first flush';

let sandbox: Sandbox;
let website: Website;

test.beforeAll(async () => {
  [sandbox, website] = [await Sandbox.start(), await Website.start()];
  const { wa_id: to } = sandbox.seed.person_a;
  website.put('/tea.png', 'image/png', picture());
  const pictured = website.put(
    '/tea',
    'text/html; charset=utf-8',
    `<html><head><meta property="og:title" content="${TITLE}">
      <meta property="og:description" content="Picked in March, at 2,000 metres. Flowery, light, and gone by summer; we have forty tins of it.">
      <meta property="og:image" content="${website.url('/tea.png')}"></head><body>Tea</body></html>`,
  );
  const plain = website.put(
    '/hours',
    'text/html; charset=utf-8',
    `<html><head><title>When we are here &amp; where</title></head><body>Nine to five</body></html>`,
  );
  await sandbox.send(to, {
    type: 'text',
    text: { body: `New in the shop: ${pictured}`, preview_url: true },
  });
  await sandbox.send(to, { type: 'text', text: { body: `We moved: ${plain}`, preview_url: true } });
  await cards(to);
});
test.afterAll(async () => {
  await sandbox.stop();
  await website.stop();
});

/** A row of cards outside a template, each with a page to open. */
async function cards(to: string): Promise<void> {
  const id = await upload(sandbox, picture(), 'image/png', 'tea.png');
  const card = (place: number, text: string): unknown => ({
    card_index: place,
    type: 'cta_url',
    header: { type: 'image', image: { id } },
    body: { text },
    action: {
      name: 'cta_url',
      parameters: { display_text: 'To the shop', url: `https://shop.example/tea-${place + 1}` },
    },
  });
  await sandbox.send(to, {
    type: 'interactive',
    interactive: {
      type: 'carousel',
      body: { text: 'Three teas for the winter' },
      action: {
        cards: [
          card(0, 'Assam, strong and malty'),
          card(
            1,
            'Sencha from Uji, steamed and rolled by hand, with a colour that stays for three infusions',
          ),
          card(2, 'Rooibos'),
        ],
      },
    },
  });
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await expect(page.getByRole('list', { name: '3 cards' })).toBeVisible();
  return page;
}

test('a link is shown with title, description and picture, all from this server', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  const before = website.asked.length;
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  const preview = page.locator('a', { hasText: TITLE });
  await preview.scrollIntoViewIfNeeded();
  await expect(preview).toContainText('Picked in March');
  await expect(preview).toHaveAttribute('href', website.url('/tea'));
  await expect(preview).toHaveAttribute('rel', /noopener noreferrer/u);
  const width = (): Promise<number> =>
    preview.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
  await expect(page.locator('a', { hasText: 'When we are here & where' })).toBeVisible();
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  expect(website.asked.slice(before), 'reading a message tells the page nothing').toEqual([]);
  expect(website.asked.every(({ agent }) => !/Chrom/u.test(agent))).toBe(true);
  await context.close();
});

test('previews can be switched off on a device, and stay off', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/settings`);
  const choice = page.getByRole('checkbox', { name: 'Show what a link is about' });
  await expect(choice).toBeChecked();
  await choice.uncheck();
  await page.reload();
  await expect(choice).not.toBeChecked();
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await expect(page.getByText('New in the shop:')).toBeVisible();
  await expect(page.getByRole('list', { name: '3 cards' })).toBeVisible();
  await expect(page.locator('a', { hasText: TITLE })).toHaveCount(0);
  await page.goto(`${sandbox.base}/settings`);
  await choice.check();
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await expect(page.locator('a', { hasText: TITLE })).toHaveCount(1);
  await context.close();
});

for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const theme of ['light', 'dark'] as const) {
    test(`previews, cards and their setting have no finding of axe and fit (${size}, ${theme})`, async ({
      browser,
    }) => {
      const context = await signedIn(browser, sandbox, sandbox.seed.person_a, { viewport, theme });
      const page = await open(context);
      const preview = page.locator('a', { hasText: TITLE });
      await preview.scrollIntoViewIfNeeded();
      await expect(preview.locator('img')).toBeVisible();
      await shot(page, `preview-${size}-${theme}`);
      expect(await axeFindings(page)).toEqual([]);
      const row = page.getByRole('list', { name: '3 cards' });
      await row.scrollIntoViewIfNeeded();
      await shot(page, `cards-${size}-${theme}`);
      const last = row.getByRole('listitem').last();
      await last.scrollIntoViewIfNeeded();
      await expect(last.getByRole('link', { name: /To the shop/u })).toBeInViewport();
      await shot(page, `cards-${size}-${theme}-end`);
      expect(await axeFindings(page)).toEqual([]);
      await page.goto(`${sandbox.base}/settings`);
      await page.getByRole('checkbox', { name: 'Show what a link is about' }).scrollIntoViewIfNeeded();
      await shot(page, `settings-previews-${size}-${theme}`);
      expect(await axeFindings(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await context.close();
    });
  }
}
