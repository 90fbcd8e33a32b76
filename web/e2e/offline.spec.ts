import { expect, test, type Page } from '@playwright/test';
import { signedIn } from './support/browser';
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

function field(page: Page) {
  return page.getByRole('textbox', { name: /^Your message to/u });
}

/** The worker has taken over: from here on the app starts without a network. */
async function workerReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

test('offline the chats can be read after a restart, and what is written goes out later, once', async ({
  browser,
}) => {
  const { person_a: a, waba_id } = sandbox.seed;
  await sandbox.text(a.wa_id, 'Read me in the tunnel.');
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('article').filter({ hasText: 'Read me in the tunnel.' })).toBeVisible();
  await workerReady(page);

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('article').filter({ hasText: 'Read me in the tunnel.' })).toBeVisible();
  await expect(page.getByText(/^Offline\. You see what was here at \d/u)).toBeVisible();
  await field(page).fill('Written in the tunnel.');
  await field(page).press('Enter');
  const mine = page.getByRole('article').filter({ hasText: 'Written in the tunnel.' });
  await expect(mine).toHaveAccessibleName(/, waiting$/u);
  // Even a closed page keeps it.
  await page.reload();
  await expect(mine).toHaveAccessibleName(/, waiting$/u);

  await context.setOffline(false);
  await expect(mine).toHaveAccessibleName(/, sent$/u);
  await expect(page.getByText(/^Offline\./u)).toBeHidden();
  await receiver.until(() => receiver.messages.some((row) => row.text?.body === 'Written in the tunnel.'));
  await page.reload();
  await expect(mine).toHaveCount(1);
  expect(receiver.messages.filter((row) => row.text?.body === 'Written in the tunnel.')).toHaveLength(1);
  await context.close();
});

test('after a restart of the server the messenger resumes without a gap and without a repeat', async ({
  browser,
}) => {
  const { person_a: a, waba_id } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await sandbox.text(a.wa_id, 'before the restart');
  await expect(page.getByRole('article').filter({ hasText: 'before the restart' })).toBeVisible();
  await sandbox.halt();
  await expect(page.getByText(/Connecting again|^Offline/u)).toBeVisible({ timeout: 20_000 });
  await field(page).fill('while you were away');
  await field(page).press('Enter');
  await sandbox.resume();
  await sandbox.text(a.wa_id, 'after the restart');
  await expect(page.getByRole('article').filter({ hasText: 'after the restart' })).toBeVisible({
    timeout: 40_000,
  });
  await expect(page.getByRole('article').filter({ hasText: 'while you were away' })).toHaveAccessibleName(
    /, sent$/u,
  );
  for (const text of ['before the restart', 'while you were away', 'after the restart']) {
    await expect(page.getByRole('article').filter({ hasText: text })).toHaveCount(1);
  }
  await context.close();
});

test('two tabs of one browser show each message once and share the outbox', async ({ browser }) => {
  const { person_a: a, waba_id } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const one = await context.newPage();
  const two = await context.newPage();
  for (const page of [one, two]) await page.goto(`${sandbox.base}/chats/${waba_id}`);
  for (const page of [one, two]) await expect(page.getByRole('article').first()).toBeVisible();
  await sandbox.text(a.wa_id, 'for both tabs');
  await field(one).fill('from the first tab');
  await field(one).press('Enter');
  for (const page of [one, two]) {
    await expect(page.getByRole('article').filter({ hasText: 'for both tabs' })).toHaveCount(1);
    await expect(page.getByRole('article').filter({ hasText: 'from the first tab' })).toHaveCount(1);
    await expect(page.getByRole('article').filter({ hasText: 'from the first tab' })).toHaveAccessibleName(
      /, sent$/u,
    );
  }
  await context.close();
});

test('signing out ends the session and leaves nothing on the device', async ({ browser }) => {
  const code = await sandbox.invite([{ purpose: 'utility', topic: 'Anything', wording: 'Something.' }]);
  const context = await browser.newContext({ locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/i/${code}`);
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByRole('article', { name: /^Receipt/u })).toBeVisible();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const sheet = page.getByRole('dialog', { name: 'Sign out of this device?' });
  await sheet.getByRole('button', { name: 'Stay' }).click();
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeFocused();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await sheet.getByRole('button', { name: 'Sign out and delete' }).click();
  await expect(page.getByRole('heading', { name: 'Messages you allowed' })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  const left = await page.evaluate(async () => {
    const open = indexedDB.open('kurier');
    const db = await new Promise<IDBDatabase>((done) =>
      open.addEventListener('success', () => done(open.result)),
    );
    const count = (name: string): Promise<number> =>
      new Promise((done) => {
        const request = db.transaction(name).objectStore(name).count();
        request.addEventListener('success', () => done(request.result));
      });
    const sums = await Promise.all([...db.objectStoreNames].map(count));
    return sums.reduce((sum, one) => sum + one, 0);
  });
  expect(left).toBe(0);
  await context.close();
});
