import { expect, test } from '@playwright/test';
import { PHONE, visitor, watch } from './support/browser';
import { Receiver } from './support/receiver';
import { Sandbox, type Ask } from './support/sandbox';

const FLIGHT: Ask = {
  purpose: 'utility',
  topic: 'Flight KR 1234, 22 December',
  wording: 'Tells you when your flight is late.',
  lifetime_s: 172_800,
};
const OFFERS: Ask = {
  purpose: 'marketing',
  topic: 'Weekend offers',
  wording: 'Cheap flights.',
  cadence: 'daily',
};

let sandbox: Sandbox;
test.beforeAll(async () => {
  sandbox = await Sandbox.start();
});
test.afterAll(() => sandbox.stop());

test('S01: allowing an invitation opens the chat with the receipt and then the welcome message', async ({
  browser,
}) => {
  const code = await sandbox.invite([FLIGHT], { welcome: 'Welcome on board!', uses: 1 });
  const context = await visitor(browser, { viewport: PHONE });
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  await page.goto(`${sandbox.base}/i/${code}`);

  await expect(page.getByRole('heading', { level: 1 })).toContainText('Sandbox Shop');
  await expect(page.getByText('Checked business', { exact: true })).toBeVisible();
  await expect(page.getByText('Ends by itself after 2 days')).toBeVisible();
  await expect(page.getByText('It costs you nothing.')).toBeVisible();
  // The only thing asked is suggested, and still waits for the tap.
  await expect(page.getByRole('switch')).toBeChecked();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();

  await expect(page).toHaveURL(/\/chats\/\d+$/u);
  const transcript = page.getByRole('list', { name: /^Messages with/u });
  const receipt = transcript.getByRole('article', { name: /^Receipt/u });
  await expect(receipt).toContainText('Flight KR 1234, 22 December');
  await expect(receipt).toContainText(`Invitation \u2068${code}\u2069`);
  await expect(receipt.getByRole('link', { name: 'Change' })).toBeVisible();
  const download = page.waitForEvent('download');
  await receipt.getByRole('link', { name: 'Download receipt' }).click();
  expect((await download).suggestedFilename()).toMatch(/^kurier-receipt-\d+\.json$/u);
  await expect(transcript.getByRole('article').nth(0)).toHaveAccessibleName(/^Receipt/u);
  await expect(transcript.getByRole('article').nth(1)).toContainText('Welcome on board!');
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });

  // The invitation was for one person; the next one is told so.
  const late = await (await visitor(browser)).newPage();
  await late.goto(`${sandbox.base}/i/${code}`);
  await expect(late.getByRole('heading', { name: 'This invitation has been used up' })).toBeVisible();
});

test('S02: "Not now" leaves no trace, and a later template is refused with the documented code', async ({
  browser,
}) => {
  const code = await sandbox.invite([FLIGHT]);
  const { app_secret, verify_token, person_c: c } = sandbox.seed;
  const receiver = await Receiver.start(app_secret, verify_token);
  await sandbox.subscribe(receiver.url);
  const context = await visitor(browser);
  const page = await context.newPage();
  const posts: string[] = [];
  page.on('request', (request) => request.method() === 'POST' && posts.push(request.url()));
  await page.goto(`${sandbox.base}/i/${code}`);
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was allowed' })).toBeVisible();
  expect(posts).toEqual([]);
  expect(await context.cookies()).toEqual([]);

  // Somebody who has allowed nothing: the answer tells nothing, the event says why.
  const answer = await sandbox.cloud({
    to: c.wa_id,
    type: 'template',
    template: { name: 'hello_world', language: { code: 'en_US' } },
  });
  if (answer.status === 200) {
    const id = answer.body.messages?.[0]?.id;
    const failed = await receiver.until(() => receiver.statuses.find((status) => status.id === id));
    expect(failed.status).toBe('failed');
    expect(JSON.stringify(failed)).toMatch(/131026|131050|131047/u);
  } else {
    expect(answer.body.error?.code).toBeGreaterThan(0);
  }
  expect(receiver.messages).toEqual([]);
  await receiver.stop();
});

test('with several asks nothing is switched on, and allowing nothing is explained', async ({ browser }) => {
  const code = await sandbox.invite([FLIGHT, OFFERS]);
  const page = await (await visitor(browser)).newPage();
  await page.goto(`${sandbox.base}/i/${code}`);
  await expect(page.getByRole('switch')).toHaveCount(2);
  for (const one of await page.getByRole('switch').all()) await expect(one).not.toBeChecked();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Switch on at least one thing');
  await expect(page.getByRole('switch').first()).toBeFocused();

  // The person may choose less often than asked, never more often.
  await expect(page.getByRole('combobox').nth(1).getByRole('option')).toHaveText([
    'At most once a day',
    'At most once a week',
  ]);
  await page.getByRole('switch', { name: 'Allow: Weekend offers' }).click();
  await page.getByRole('combobox').nth(1).selectOption({ label: 'At most once a week' });
  await page.getByLabel('Your name (optional)').fill('Ada');
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  const receipt = page.getByRole('article', { name: /^Receipt/u });
  await expect(receipt).toContainText('Weekend offers');
  await expect(receipt).toContainText('At most once a week');
  await expect(receipt).not.toContainText('Flight KR 1234');
});

test('an unknown or expired invitation says what to do', async ({ browser }) => {
  const page = await (await visitor(browser)).newPage();
  await page.goto(`${sandbox.base}/i/NOSUCHCODE`);
  await expect(page.getByRole('heading', { name: 'This invitation does not exist' })).toBeVisible();
  const code = await sandbox.invite([FLIGHT], { lifetime_s: 60 });
  await sandbox.advance(3_600);
  await page.goto(`${sandbox.base}/i/${code}`);
  await expect(page.getByRole('heading', { name: 'This invitation has expired' })).toBeVisible();
});

test('without a session the front page explains invitations and takes a typed code', async ({ browser }) => {
  const code = await sandbox.invite([FLIGHT]);
  const page = await (await visitor(browser)).newPage();
  await page.goto(`${sandbox.base}/chats`);
  await expect(page.getByRole('heading', { name: 'Messages you allowed' })).toBeVisible();
  await page.getByLabel('Invitation link or code').fill(`${sandbox.base}/i/${code}`);
  await page.getByRole('button', { name: 'Open invitation' }).click();
  await expect(page.getByRole('switch', { name: 'Allow: Flight KR 1234, 22 December' })).toBeVisible();
});
