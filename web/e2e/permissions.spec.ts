import { expect, test } from '@playwright/test';
import { PHONE, signedIn } from './support/browser';
import { Sandbox } from './support/sandbox';

let sandbox: Sandbox;
test.beforeAll(async () => {
  sandbox = await Sandbox.start();
});
test.afterAll(() => sandbox.stop());

test('stopping offers holds at once: the next offer is refused, service messages still arrive', async ({
  browser,
}) => {
  const { person_a: a, waba_id } = sandbox.seed;
  await sandbox.promo(a.wa_id, 'Kim', 'tea');
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/permissions`);
  const row = page.getByRole('row', { name: /Sandbox Shop.*All offers and news/u });
  await expect(row).toContainText('1 message');
  await page.getByRole('button', { name: 'Stop all offers' }).click();
  const sheet = page.getByRole('dialog', { name: 'Stop all offers?' });
  await expect(sheet).toContainText('It takes effect at once');
  await sheet.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText(/^Ended\./u)).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Stop all offers' })).toHaveCount(0);

  const before = (await sandbox.inbox(a)).length;
  await sandbox.cloud({
    to: a.wa_id,
    type: 'template',
    template: {
      name: 'named_promo',
      language: { code: 'en_US' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', parameter_name: 'first_name', text: 'Kim' },
            { type: 'text', parameter_name: 'offer', text: 'coffee' },
          ],
        },
      ],
    },
  });
  expect((await sandbox.inbox(a)).length).toBe(before);

  await sandbox.orderUpdate(a.wa_id, 'Kim', 'C-3');
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('article').filter({ hasText: 'your order C-3' })).toBeVisible();
  const ended = page.getByRole('article', { name: /^Receipt/u }).last();
  await expect(ended).toContainText('You ended a permission');
  await expect(ended).toContainText('your permissions page');
  await expect(page.getByText('coffee')).toHaveCount(0);
  await context.close();
});

test('one topic is ended from the page about the business, on a phone', async ({ browser }) => {
  const { person_b: b, waba_id } = sandbox.seed;
  await sandbox.allow(b.person_id, { waba_id, purposes: ['utility'], topic: 'Parcel 9', lifetime_s: 86_400 });
  const context = await signedIn(browser, sandbox, b, { viewport: PHONE });
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await page.getByRole('link', { name: /^About/u }).click();
  await page.getByRole('button', { name: 'End: Parcel 9' }).click();
  const sheet = page.getByRole('dialog', { name: 'End “Parcel 9”?' });
  await sheet.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('button', { name: 'End: Parcel 9' })).toBeFocused();
  await page.getByRole('button', { name: 'End: Parcel 9' }).click();
  await sheet.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByRole('button', { name: 'End: Parcel 9' })).toHaveCount(0);
  await context.close();
});

test('blocking shuts the chat in both directions and can be undone', async ({ browser }) => {
  const { person_b: b, waba_id } = sandbox.seed;
  const context = await signedIn(browser, sandbox, b);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${waba_id}/info`);
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(page.getByText(/^You blocked .* No messages go either way\.$/u)).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Your message to/u })).toHaveCount(0);
  await page.getByRole('main').getByRole('button', { name: 'Unblock' }).click();
  await expect(page.getByRole('textbox', { name: /^Your message to/u })).toBeVisible();
  await context.close();
});

test('all receipts are saved as one file', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/permissions`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all receipts' }).click();
  const stream = await (await download).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const receipts = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { signature: string }[];
  expect(receipts.length).toBeGreaterThan(0);
  expect(receipts.every((receipt) => receipt.signature.length > 80)).toBe(true);
  await context.close();
});

test('offline the permissions can be read but not ended', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/permissions`);
  await expect(page.getByRole('row', { name: /Sandbox Shop/u }).first()).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('link', { name: /^Chats/u }).click();
  await page.getByRole('link', { name: 'Permissions' }).click();
  await expect(page.getByRole('row', { name: /Sandbox Shop/u }).first()).toBeVisible();
  await expect(page.getByText(/You are offline/u)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Stop everything' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await context.close();
});
