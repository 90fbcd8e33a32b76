import { expect, test } from '@playwright/test';
import { axeFindings, DESK, PHONE, signedIn, visitor, watch } from './support/browser';
import { Receiver } from './support/receiver';
import { Sandbox } from './support/sandbox';
import { SHAPES, shot, shots } from './support/shots';

/** Money and messages agree; answers how many transfers there are. */
async function balanced(sandbox: Sandbox): Promise<number> {
  const found = await sandbox.operator<{ findings: unknown[]; transfers: number }>(
    '/console/v1/ledger/verify',
    {},
  );
  expect(found.findings).toEqual([]);
  return found.transfers;
}

async function balance(sandbox: Sandbox): Promise<{ prepaid_micros: number; reserved_micros: number }> {
  const path = `/console/v1/businesses/${sandbox.seed.waba_id}`;
  return (await sandbox.look<{ balance: { prepaid_micros: number; reserved_micros: number } }>(path)).balance;
}

interface Told {
  status: string;
  error?: { code: number };
}

/** What became of a message, as its business is told. */
async function fate(sandbox: Sandbox, wamid: string): Promise<Told> {
  const response = await fetch(`${sandbox.base}/${sandbox.seed.version}/${encodeURIComponent(wamid)}`, {
    headers: { Authorization: `Bearer ${sandbox.seed.token}` },
  });
  return (await response.json()) as Told;
}

test('S02: after "Not now" there is no permission, the business sees nothing, and its template fails', async ({
  browser,
}) => {
  const sandbox = await Sandbox.start();
  try {
    const { person_c: c, waba_id } = sandbox.seed;
    const receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
    await sandbox.subscribe(receiver.url, 'messages,user_preferences');
    const code = await sandbox.invite([{ purpose: 'marketing', wording: 'Offers, once a week.' }]);
    const money = await balance(sandbox);
    const events = async (): Promise<number> =>
      (await sandbox.look<{ events: unknown[] }>(`/console/v1/businesses/${waba_id}/events`)).events.length;
    const before = await events();

    const context = await signedIn(browser, sandbox, c, { viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${sandbox.base}/i/${code}`);
    await page.getByRole('button', { name: 'Not now' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);

    // No row about her: neither a receipt in her inbox nor a permission.
    expect(await sandbox.inbox(c)).toEqual([]);
    await page.goto(`${sandbox.base}/permissions`);
    await expect(page.getByText('Nobody may write to you')).toBeVisible();
    // The business saw nothing.
    expect(await events()).toBe(before);
    expect(receiver.preferences).toEqual([]);

    const id = await sandbox.promo(c.wa_id, 'Kim', 'tea');
    await receiver.until(() => receiver.statuses.some((one) => one.id === id && one.status === 'failed'));
    expect(await fate(sandbox, id)).toMatchObject({ status: 'failed', error: { code: 131026 } });
    expect(await sandbox.inbox(c)).toEqual([]);
    expect(await balance(sandbox)).toEqual(money);
    await balanced(sandbox);
    await context.close();
    await receiver.stop();
  } finally {
    await sandbox.stop();
  }
});

test('S10: after "Stop offers" advertising is refused, a notice still arrives, and the stop is told once', async ({
  browser,
}) => {
  const sandbox = await Sandbox.start();
  try {
    const { person_a: a, waba_id } = sandbox.seed;
    const receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
    await sandbox.subscribe(receiver.url, 'messages,user_preferences');
    const context = await signedIn(browser, sandbox, a);
    const page = await context.newPage();
    const seen = watch(page, sandbox.base);
    await page.goto(`${sandbox.base}/permissions`);
    await page.getByRole('button', { name: 'Stop all offers' }).click();
    const sheet = page.getByRole('dialog', { name: 'Stop all offers?' });
    await sheet.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(page.getByText(/^Ended\./u)).toBeVisible();

    const money = await balance(sandbox);
    const offer = await sandbox.promo(a.wa_id, 'Kim', 'coffee');
    expect(await fate(sandbox, offer)).toMatchObject({ status: 'failed', error: { code: 131050 } });
    expect(await balance(sandbox)).toEqual(money);
    await sandbox.orderUpdate(a.wa_id, 'Kim', 'C-3');
    await page.goto(`${sandbox.base}/chats/${waba_id}`);
    await expect(page.getByRole('article').filter({ hasText: 'your order C-3' })).toBeVisible();
    await expect(page.getByText('coffee')).toHaveCount(0);

    await receiver.until(() => receiver.preferences.length > 0);
    await receiver.until(() => receiver.statuses.some((one) => one.status === 'read'));
    const stops = receiver.preferences.filter((one) => one.value === 'stop');
    expect(stops).toHaveLength(1);
    expect(stops[0]?.category).toBe('marketing_messages');
    await balanced(sandbox);
    expect(await axeFindings(page)).toEqual([]);
    expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
    await context.close();
    await receiver.stop();
  } finally {
    await sandbox.stop();
  }
});

test('a stop word in the chat ends advertising, and its receipt leads back', async ({ browser }) => {
  const sandbox = await Sandbox.start();
  try {
    const { person_a: a, waba_id } = sandbox.seed;
    const context = await signedIn(browser, sandbox, a, { viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${sandbox.base}/chats/${waba_id}`);
    const composer = page.getByRole('textbox', { name: /^Your message to/u });
    await composer.fill('STOP');
    await composer.press('Enter');
    const receipt = page.getByRole('article', { name: /^Receipt/u }).last();
    await expect(receipt).toContainText('a stop word in the chat');
    await expect(receipt.getByRole('button', { name: 'At most once a week' })).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);
    for (const { theme, size, viewport } of SHAPES) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize(viewport);
      await receipt.getByRole('button', { name: 'Undo' }).scrollIntoViewIfNeeded();
      await shot(page, `stopped-${size}-${theme}`);
    }
    const offer = await sandbox.promo(a.wa_id, 'Kim', 'coffee');
    expect(await fate(sandbox, offer)).toMatchObject({ status: 'failed', error: { code: 131050 } });
    await receipt.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Allowed again.')).toBeVisible();
    await sandbox.promo(a.wa_id, 'Kim', 'cake');
    await expect(page.getByRole('article').filter({ hasText: 'cake' })).toBeVisible();
    await balanced(sandbox);
    await context.close();
  } finally {
    await sandbox.stop();
  }
});

test('S11: a report with a block locks the chat, can be undone for ten seconds, and then lies on the desk', async ({
  browser,
}) => {
  // Many screens in both sizes and themes.
  test.slow();
  const sandbox = await Sandbox.start();
  try {
    const { person_a: a, waba_id } = sandbox.seed;
    await sandbox.promo(a.wa_id, 'Kim', 'a free car');
    const context = await signedIn(browser, sandbox, a, { viewport: PHONE });
    const page = await context.newPage();
    await page.goto(`${sandbox.base}/chats/${waba_id}`);
    await expect(page.getByRole('article').filter({ hasText: 'a free car' })).toBeVisible();
    // Her messenger tells that it arrived: only then is it charged.
    await expect.poll(async () => (await balance(sandbox)).reserved_micros).toBe(0);
    const money = await balance(sandbox);
    const chat = page.getByRole('main');
    const composer = page.getByRole('textbox', { name: /^Your message to/u });
    const reported = page.getByText('Reported and blocked.');

    // Two taps.
    await chat.getByRole('button', { name: /^Report/u }).click();
    const sheet = page.getByRole('dialog', { name: /^Report/u });
    await expect(sheet.getByRole('checkbox', { name: 'Block it, too' })).toBeChecked();
    expect(await axeFindings(page)).toEqual([]);
    await shots(page, 'report');
    await page.setViewportSize(PHONE);
    await page.emulateMedia({ colorScheme: 'light' });
    await sheet.getByRole('button', { name: "I didn't sign up" }).click();
    await expect(reported).toBeVisible();
    await expect(composer).toHaveCount(0);
    await shot(page, 'reported-phone-light');
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.getByText('Taken back. Nobody was told.')).toBeVisible();
    await expect(composer).toBeVisible();

    // Once more, with what the operator may read.
    await chat.getByRole('button', { name: /^Report/u }).click();
    await sheet.getByText('Messages that the operator may read').click();
    await sheet.getByRole('checkbox', { name: /a free car/u }).check();
    await shot(page, 'report-shown-phone-light');
    await sheet.getByRole('button', { name: "I didn't sign up" }).click();
    await expect(reported).toBeVisible();
    const waiting = '/console/v1/desk/reports?state=open';
    expect((await sandbox.look<{ data: unknown[] }>(waiting)).data).toEqual([]);
    await sandbox.advance(11);
    const { data } = await sandbox.look<{ data: { reason: string; shown: { text: string }[] }[] }>(waiting);
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ reason: 'not_signed_up', blocked: true });
    expect(data[0]?.shown.map((one) => one.text).join()).toContain('a free car');
    // The clock of the server has passed the ten seconds: the button that is still there says so.
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.getByText(/^It is too late to take this back/u)).toBeVisible();
    await expect(composer).toHaveCount(0);
    expect(await axeFindings(page)).toEqual([]);
    // Nothing goes out to her any more, and nothing is charged for it.
    const offer = await sandbox.promo(a.wa_id, 'Kim', 'coffee');
    expect(await fate(sandbox, offer)).toMatchObject({ status: 'failed', error: { code: 131026 } });
    expect(await balance(sandbox)).toEqual(money);
    await balanced(sandbox);
    await context.close();

    // The operator's page: signs in, sees it, handles it, and proposes what another confirms.
    const guest = await visitor(browser, { viewport: DESK });
    const desk = await guest.newPage();
    const seen = watch(desk, sandbox.base);
    await desk.goto(`${sandbox.base}/console`);
    await desk.getByLabel("Operator's token").fill('kro_wrong');
    await desk.getByRole('button', { name: 'Sign in' }).click();
    await expect(desk.getByRole('alert')).toHaveText('No operator has this token.');
    expect(await axeFindings(desk)).toEqual([]);
    await desk.getByLabel("Operator's token").fill(sandbox.seed.operator_token);
    await desk.getByRole('button', { name: 'Sign in' }).click();
    const report = desk.getByRole('article', { name: /sign up/u });
    await expect(report).toContainText('a free car');
    const tabs = { Reports: 'I didn', Templates: 'pending', Measures: 'Nothing', Appeals: 'No business' };
    for (const { theme, size, viewport } of SHAPES) {
      await desk.emulateMedia({ colorScheme: theme });
      await desk.setViewportSize(viewport);
      for (const [tab, text] of Object.entries(tabs)) {
        await desk.getByRole('tab', { name: tab }).click();
        await expect(desk.getByRole('tabpanel')).toContainText(text);
        await shot(desk, `desk-${tab.toLowerCase()}-${size}-${theme}`);
        expect(await axeFindings(desk), `${tab} ${size} ${theme}`).toEqual([]);
        const wide = await desk.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide, `${tab} must not scroll sideways`).toBeLessThanOrEqual(0);
      }
    }
    await desk.getByRole('tab', { name: 'Reports' }).click();
    await report.getByText('Propose a measure').click();
    await report.getByLabel('Why? The business reads it.').fill('Writes to people who did not sign up.');
    await report.getByRole('button', { name: 'Propose', exact: true }).click();
    await expect(desk.getByText('Proposed. Another operator confirms it.')).toBeVisible();
    await report.getByLabel('What was done').selectOption('Business suspended');
    await report.getByRole('button', { name: 'Mark as handled' }).click();
    await expect(desk.getByText('No report waits.')).toBeVisible();
    await desk.getByRole('tab', { name: 'Measures' }).click();
    await expect(desk.getByText('You proposed this: another operator confirms it.')).toBeVisible();
    await expect(desk.getByRole('button', { name: 'Confirm' })).toHaveCount(0);
    await desk.getByRole('button', { name: 'Sign out' }).click();
    await desk.getByLabel("Operator's token").fill(sandbox.seed.second_operator_token);
    await desk.getByRole('button', { name: 'Sign in' }).click();
    await desk.getByRole('tab', { name: 'Measures' }).click();
    await desk.getByRole('button', { name: 'Confirm' }).click();
    await expect(desk.getByRole('article')).toContainText('in force');
    const refused = await sandbox.cloud({ to: a.wa_id, type: 'text', text: { body: 'Hello?' } });
    expect(refused.body.error?.code).toBe(368);

    await desk.goto(`${sandbox.base}/transparency`);
    await expect(desk.getByRole('row').nth(1)).toContainText('1');
    expect(await axeFindings(desk)).toEqual([]);
    for (const { theme, size, viewport } of SHAPES) {
      await desk.emulateMedia({ colorScheme: theme });
      await desk.setViewportSize(viewport);
      await shot(desk, `transparency-${size}-${theme}`);
    }
    expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
    await guest.close();
  } finally {
    await sandbox.stop();
  }
});

test('a report made without a network is sent when there is one again', async ({ browser }) => {
  const sandbox = await Sandbox.start();
  try {
    const { person_a: a, waba_id } = sandbox.seed;
    const context = await signedIn(browser, sandbox, a);
    const page = await context.newPage();
    await page.goto(`${sandbox.base}/chats/${waba_id}`);
    const chat = page.getByRole('main');
    await chat.getByRole('button', { name: /^Report/u }).click();
    const sheet = page.getByRole('dialog', { name: /^Report/u });
    await expect(sheet).toBeVisible();
    await context.setOffline(true);
    await sheet.getByRole('button', { name: 'Too many messages' }).click();
    await expect(page.getByText(/^You are offline\. Your report is sent/u)).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText('Your report was sent.')).toBeVisible();
    await sandbox.advance(11);
    const { data } = await sandbox.look<{ data: { reason: string }[] }>('/console/v1/desk/reports');
    expect(data.map((one) => one.reason)).toEqual(['too_often']);
    await context.close();
  } finally {
    await sandbox.stop();
  }
});
