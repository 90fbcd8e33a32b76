import { expect, test } from '@playwright/test';
import { axeFindings, PHONE, signedIn, visitor, watch } from './support/browser';
import { Sandbox } from './support/sandbox';
import { shots } from './support/shots';

const DAY_US = 86_400_000_000;

let sandbox: Sandbox;

test.beforeAll(async () => {
  sandbox = await Sandbox.start();
});
test.afterAll(async () => {
  await sandbox.stop();
});

/** The seeded business in an open cohort whose people are all asked. */
async function surveyed(): Promise<string> {
  await sandbox.operator('/console/v1/pilot', { on: true });
  const { now } = await sandbox.look<{ now: number }>('/sandbox/v1/clock');
  const closes = now + 30 * DAY_US;
  const cohort = await sandbox.operator<{ id: string }>('/console/v1/pilot/cohorts', {
    name: 'First',
    goal: 'To learn what people want.',
    capacity: 2,
    closes,
    features: [{ feature: 'messages' }],
  });
  const at = `/console/v1/pilot/cohorts/${cohort.id}`;
  await sandbox.operator(`${at}/state`, { state: 'open', reason: 'begins' });
  const email = 'shop@example.org';
  const { code } = await sandbox.operator<{ code: string }>(`${at}/invitations`, {
    email,
    why: 'Tells people of their parcels.',
  });
  const taken = await fetch(`${sandbox.base}/kurier/v1/pilot/accept`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sandbox.seed.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ code, email }),
  });
  expect(taken.status).toBe(200);
  const survey = await sandbox.operator<{ id: string }>('/console/v1/pilot/surveys', {
    name: 'autumn',
    cohort: cohort.id,
    sampling_ppm: 1_000_000,
    closes,
  });
  return survey.id;
}

test('a survey is three questions above the chats, answered once or skipped, and then gone', async ({
  browser,
}) => {
  const survey = await surveyed();
  const { person_a: a, person_b: b } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a, { viewport: PHONE });
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  await page.goto(sandbox.base);
  const card = page.getByRole('region', { name: 'Three short questions' });
  await expect(card.getByRole('group')).toHaveCount(3);
  expect(await axeFindings(page)).toEqual([]);
  await shots(page, 'survey');
  await page.setViewportSize(PHONE);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(card.getByRole('button', { name: 'Send answers' })).toBeDisabled();
  await card.getByRole('radio', { name: 'no', exact: true }).check();
  await card.getByRole('radio', { name: '9', exact: true }).check();
  await card.getByRole('button', { name: 'Send answers' }).click();
  await expect(card).toBeHidden();
  await expect(page.getByText('Thank you. You are not asked again soon.')).toBeAttached();
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(card).toBeHidden();
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  await context.close();

  const other = await signedIn(browser, sandbox, b, { viewport: PHONE });
  const skips = await other.newPage();
  await skips.goto(sandbox.base);
  await skips.getByRole('button', { name: 'Skip' }).click();
  await expect(skips.getByRole('region', { name: 'Three short questions' })).toBeHidden();
  await other.close();
  const told = await sandbox.look<{ asked: number; answered: number | null; counts: unknown[] }>(
    `/console/v1/pilot/surveys/${survey}`,
  );
  expect(told).toMatchObject({ asked: 2, answered: null, counts: [] });
});

test('who is in the pilot and what messages cost stand on public pages', async ({ browser }) => {
  const guest = await visitor(browser);
  const page = await guest.newPage();
  const seen = watch(page, sandbox.base);
  for (const [path, says] of [
    ['/pilot', 'Tells people of their parcels.'],
    ['/prices', 'marketing'],
  ] as const) {
    await page.goto(`${sandbox.base}${path}`);
    await expect(page.getByText(says).first()).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    await shots(page, path.slice(1));
  }
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  await guest.close();
});
