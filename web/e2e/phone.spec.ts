import { expect, test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axeFindings, PHONE, visitor, watch } from './support/browser';
import { Receiver } from './support/receiver';
import { Sandbox } from './support/sandbox';

let sandbox: Sandbox;
let receiver: Receiver;

test.beforeAll(async () => {
  sandbox = await Sandbox.start();
  receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
  await sandbox.subscribe(receiver.url);
});
test.afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
});

function address(session: string, name: string): string {
  const parameters = new URLSearchParams({
    token: sandbox.seed.operator_token,
    person: `${name}:${session}`,
  });
  return `${sandbox.base}/dev/phone#${parameters}`;
}

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.KURIER_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

test('left a message arrives and is answered, right every step behind it is shown', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  const context = await visitor(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  await page.goto(address(a.session, 'Kim'));
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  expect(page.url()).not.toContain(sandbox.seed.operator_token);
  const phone = page.frameLocator('iframe');
  await phone.getByRole('link', { name: /Sandbox Shop/u }).click();
  await expect(phone.getByRole('textbox', { name: /^Your message to/u })).toBeVisible();

  await sandbox.orderUpdate(a.wa_id, '<img src=x onerror=alert(1)>', 'A-1001');
  await phone.getByRole('button', { name: 'Got it' }).click();
  await expect(phone.getByText('You chose: Got it')).toBeVisible();
  await receiver.until(() => receiver.messages.some((message) => message.button?.text === 'Got it'));

  const call = page.getByRole('tabpanel').locator('details').filter({ hasText: '/messages' }).first();
  await call.locator('summary').click();
  await expect(call).toContainText('<img src=x onerror=alert(1)>');
  await call.getByRole('button', { name: 'Copy as curl' }).click();
  await expect(call.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl -X POST 'http/u);

  await page.getByRole('tab', { name: /^API request/u }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /^Decision trace/u })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Did you allow this kind of message about this topic?').first()).toBeVisible();
  await page.keyboard.press('ArrowRight');
  const hook = page.getByRole('tabpanel').locator('details').filter({ hasText: receiver.url }).first();
  await hook.locator('summary').click();
  await expect(hook).toContainText('sha256=');
  await shot(page, 'phone-page-desk-light');
  // Inside the service window an order's update is free; an offer never is.
  await sandbox.promo(a.wa_id, 'Kim', 'tea');
  await page.getByRole('tab', { name: /^Ledger lines/u }).click();
  await expect(page.getByRole('row').nth(1)).toContainText('€');
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  await context.close();
});

test('pausing holds the feed, the clock can be moved, and axe finds nothing', async ({ browser }) => {
  const { person_b: b } = sandbox.seed;
  for (const wish of [{}, { theme: 'dark', language: 'de', viewport: PHONE }] as const) {
    const context = await visitor(browser, wish);
    const page = await context.newPage();
    const german = 'language' in wish;
    await page.goto(
      `${sandbox.base}/dev/phone#${new URLSearchParams({ token: sandbox.seed.operator_token })}`,
    );
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: german ? 'Anhalten' : 'Pause' }).click();
    await sandbox.template(b.wa_id, 'hello_world');
    await expect(page.getByText(german ? /^Angehalten, [1-9]/u : /^Paused, [1-9]/u)).toBeVisible();
    await expect(page.getByRole('tabpanel').locator('details')).toHaveCount(0);
    await page.getByRole('button', { name: german ? 'Weiter' : 'Go on' }).click();
    await expect(page.getByRole('tabpanel').locator('details').first()).toBeVisible();
    await page.getByRole('button', { name: german ? '+1 Stunde' : '+1 hour' }).click();
    await expect(page.getByText(german ? /Die Uhr steht auf/u : /The clock stands at/u)).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await shot(page, german ? 'phone-page-phone-dark' : 'phone-page-paused');
    await context.close();
  }
});

test('without the right token the page says what is missing', async ({ browser }) => {
  const page = await (await visitor(browser)).newPage();
  await page.goto(`${sandbox.base}/dev/phone`);
  await expect(page.getByText(/needs the operator token/u)).toBeVisible();
  await page.goto(`${sandbox.base}/dev/phone#token=wrong`);
  await page.reload();
  await expect(page.getByText(/was not accepted/u)).toBeVisible();
});
