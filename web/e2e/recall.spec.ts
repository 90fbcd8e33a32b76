import { expect, test } from '@playwright/test';
import { axeFindings, PHONE, signedIn } from './support/browser';
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

function statusesOf(id: string): string[] {
  return receiver.statuses.filter((status) => status.id === id).map((status) => status.status);
}

test('a message that the business takes back before it is read leaves a note in its place', async ({
  browser,
}) => {
  const { person_a: a, waba_id } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a, { viewport: PHONE });
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats`);
  const wrong = await sandbox.text(a.wa_id, 'Your gate is A 1. No, wait.');
  await expect(page.getByText('Your gate is A 1.')).toBeVisible();
  await receiver.until(() => statusesOf(wrong).includes('delivered'));
  const answer = await sandbox.recall(wrong);
  expect(answer).toMatchObject({ success: true, was_delivered: true });
  await expect(page.getByText('Your gate is A 1.')).toHaveCount(0);
  await receiver.until(() => statusesOf(wrong).includes('deleted'));

  await sandbox.text(a.wa_id, 'Your gate is B 12.');
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('main').getByText('Your gate is B 12.')).toBeVisible();
  await expect(page.getByText('The business took this message back.')).toBeVisible();
  await expect(page.getByText('Your gate is A 1.')).toHaveCount(0);
  expect(await axeFindings(page)).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('recalled.png') });

  // It stays so after a reload, from what the device keeps and from the server.
  await page.reload();
  await expect(page.getByText('The business took this message back.')).toBeVisible();
  await expect(page.getByText('Your gate is A 1.')).toHaveCount(0);
  await context.close();
});
