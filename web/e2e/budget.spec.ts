import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { axeFindings, PHONE, signedIn } from './support/browser';
import { Receiver } from './support/receiver';
import { Sandbox } from './support/sandbox';

let sandbox: Sandbox;
let receiver: Receiver;

test.beforeEach(async () => {
  sandbox = await Sandbox.start();
  receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
  await sandbox.subscribe(receiver.url);
});
test.afterEach(async () => {
  await sandbox.stop();
  await receiver.stop();
});

interface Held {
  status: string;
  held: { waits_for: string; next_possible_at: number; gives_up_at: number } | null;
  checks: { rule: string; result: string; inputs: [string, string][] }[];
}

async function asOperator(path: string, method = 'GET'): Promise<Record<string, unknown>> {
  const headers = { Authorization: `Bearer ${sandbox.seed.operator_token}` };
  const response = await fetch(`${sandbox.base}${path}`, { method, headers });
  expect(response.status, path).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

/** What became of a message of the first business. */
async function look(wamid: string): Promise<Held> {
  const headers = { Authorization: `Bearer ${sandbox.seed.token}` };
  const url = `${sandbox.base}/kurier/v1/messages/${encodeURIComponent(wamid)}`;
  const response = await fetch(url, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Held;
}

/** The ledger balances; how many marketing messages the business reserved, paid, and got back. */
async function ledger(business: string): Promise<Record<string, number>> {
  const report = await asOperator('/console/v1/ledger/verify', 'POST');
  expect(report.findings).toEqual([]);
  const page = await asOperator(`/console/v1/businesses/${business}/transfers`);
  const lines = page.data as { kind: string; category: string | null; messages: number }[];
  const count: Record<string, number> = {};
  for (const line of lines.filter((one) => one.category === 'marketing')) {
    count[line.kind] = (count[line.kind] ?? 0) + line.messages;
  }
  return count;
}

/** Sends an offer of the second shop. */
async function offerOfSecond(wa_id: string): Promise<void> {
  const { version, second_business: second, operator_token } = sandbox.seed;
  const post = async (path: string, body: unknown, token = second.token): Promise<Record<string, never>> => {
    const response = await fetch(`${sandbox.base}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, never>;
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer;
  };
  const made = await post(`/${version}/${second.waba_id}/message_templates`, {
    name: 'news',
    language: 'en_US',
    category: 'MARKETING',
    components: [{ type: 'BODY', text: 'A new coat for the winter.' }],
  });
  await post(`/sandbox/v1/templates/${String(made.id)}/approve`, {}, operator_token);
  await post(`/${version}/${second.phone_id}/messages`, {
    messaging_product: 'whatsapp',
    to: wa_id,
    type: 'template',
    template: { name: 'news', language: { code: 'en_US' } },
  });
}

async function set(page: Page, label: RegExp, value: string): Promise<void> {
  await page.getByRole('slider', { name: label }).fill(value);
}

/** Moves the sandbox's clock to a time of day in Berlin, ahead of now. */
async function clockTo(hour: number, minute: number): Promise<void> {
  const { now } = (await asOperator('/sandbox/v1/clock')) as { now: number };
  const [h, m] = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Berlin',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(new Date(now / 1000))
    .split(':')
    .map(Number);
  const ahead = hour * 60 + minute - ((h ?? 0) * 60 + (m ?? 0));
  await sandbox.advance(((ahead + 1_440) % 1_440) * 60);
}

test('S12: a third offer of another business waits; she sees 2 of 2 used, its sender when it can come', async ({
  browser,
}) => {
  const { person_a: a, waba_id, second_business: second } = sandbox.seed;
  await clockTo(12, 0);
  const context = await signedIn(browser, sandbox, a, { viewport: PHONE });
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/settings`);
  await page.getByRole('link', { name: 'Choose budget and quiet hours' }).click();
  await expect(page.getByRole('heading', { name: 'Budget and quiet hours' })).toBeVisible();
  await set(page, /from all businesses together/u, '2');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved. It holds from now on.')).toBeVisible();
  await expect(page.getByText('This week: 0 of 2 used')).toBeVisible();

  const known = (await asOperator(`/sandbox/v1/people/${a.person_id}/messages?peek=true`)).entries;
  expect(Array.isArray(known)).toBe(true);
  const { wa_id } = await sandbox.allow(a.person_id, { waba_id: second.waba_id, purposes: ['marketing'] });
  await offerOfSecond(wa_id);
  await sandbox.promo(a.wa_id, 'Kim', 'tea');
  const third = await sandbox.promo(a.wa_id, 'Kim', 'coffee');

  const shown = await look(third);
  expect(shown.status).toBe('held');
  expect(shown.held?.waits_for).toBe('budget');
  const { now } = (await asOperator('/sandbox/v1/clock')) as { now: number };
  expect(shown.held?.next_possible_at).toBeGreaterThan(now / 1e6 + 5 * 86_400);
  expect(shown.held?.gives_up_at).toBeLessThanOrEqual(now / 1e6 + 48 * 3_600);
  // The sender learns when, and nothing of what others sent her.
  const budget = shown.checks.find((check) => check.rule === 'budget');
  expect(budget?.result).toBe('held');
  expect(budget?.inputs.map(([name]) => name)).toEqual(['next_at', 'gives_up_at']);

  await page.reload();
  await expect(page.getByText('This week: 2 of 2 used')).toBeVisible();
  await expect(page.getByText('1 offer waits for room.')).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('article').filter({ hasText: 'tea' })).toBeVisible();
  await expect(page.getByText('coffee')).toHaveCount(0);
  await expect.poll(async () => (await ledger(waba_id)).post).toBe(1);
  expect(await ledger(waba_id)).toEqual({ reserve: 1, post: 1 });

  // She makes room: it comes at once, under the id that its sender was given.
  await page.goto(`${sandbox.base}/budget`);
  await set(page, /from all businesses together/u, '3');
  await page.getByRole('button', { name: 'Save' }).click();
  await receiver.until(() => receiver.statuses.some((one) => one.id === third && one.status === 'delivered'));
  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  await expect(page.getByRole('article').filter({ hasText: 'coffee' })).toBeVisible();
  await expect.poll(async () => (await ledger(waba_id)).post).toBe(2);

  // Another one waits for two days in vain, and costs nothing.
  const fourth = await sandbox.promo(a.wa_id, 'Kim', 'cake');
  expect((await look(fourth)).status).toBe('held');
  await sandbox.advance(48 * 3_600 + 1);
  await receiver.until(() => receiver.statuses.some((one) => one.id === fourth && one.status === 'failed'));
  await expect.poll(async () => (await look(fourth)).status).toBe('failed');
  expect(await ledger(waba_id)).toEqual({ reserve: 2, post: 2 });
  await context.close();
});

/** A page that nobody looks at, whose notifications and badge are written down. */
async function hidden(context: BrowserContext): Promise<Page> {
  await context.grantPermissions(['notifications'], { origin: sandbox.base });
  await context.addInitScript(() => {
    const seen = { notifications: [] as string[], badge: 0 };
    Object.assign(globalThis, { seen });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    ServiceWorkerRegistration.prototype.showNotification = (_title, options) => {
      seen.notifications.push(options?.body ?? '');
      return Promise.resolve();
    };
    Object.defineProperty(navigator, 'setAppBadge', {
      value: (count: number) => {
        seen.badge = count;
        return Promise.resolve();
      },
    });
  });
  return context.newPage();
}

function seen(page: Page): Promise<{ notifications: string[]; badge: number }> {
  return page.evaluate(() => (globalThis as unknown as { seen: never }).seen);
}

test('S13: in quiet hours only what she called urgent rings; both are in the chat, and the badge is 2', async ({
  browser,
}) => {
  const { person_b: b, waba_id } = sandbox.seed;
  const templates: Record<string, string> = { alarm: 'Herd alarm', report: 'Milk report' };
  for (const [name, topic] of Object.entries(templates)) {
    await sandbox.allow(b.person_id, { waba_id, purposes: ['utility'], topic });
    const made = await sandbox.graph(`${waba_id}/message_templates`, {
      name,
      language: 'en_US',
      category: 'UTILITY',
      topic,
      components: [{ type: 'BODY', text: `Here is your ${topic.toLowerCase()}.` }],
    });
    await sandbox.operator(`/sandbox/v1/templates/${String(made.id)}/approve`, {});
  }
  const context = await signedIn(browser, sandbox, b);
  const choose = await context.newPage();
  await choose.goto(`${sandbox.base}/budget`);
  await choose.getByRole('checkbox', { name: 'Quiet from Monday' }).check();
  await choose.getByLabel('From, Monday').fill('22:00');
  await choose.getByLabel('until, Monday').fill('06:00');
  await choose.getByRole('button', { name: 'Every day as on Monday' }).click();
  await choose.getByRole('checkbox', { name: /Sandbox Shop.*: Herd alarm/u }).check();
  await choose.getByRole('button', { name: 'Save' }).click();
  await expect(choose.getByText('Saved. It holds from now on.')).toBeVisible();
  await choose.close();

  const page = await hidden(context);
  await page.goto(`${sandbox.base}/chats`);
  await expect(page.getByRole('link', { name: /Sandbox Shop/u })).toBeVisible();
  await page.evaluate(async () => navigator.serviceWorker.ready.then(() => true));
  const before = (await seen(page)).badge;
  expect(before).toBe(0);
  await clockTo(23, 30);
  await sandbox.template(b.wa_id, 'report');
  await sandbox.template(b.wa_id, 'alarm');
  await expect.poll(() => seen(page)).toEqual({ notifications: ['Here is your herd alarm.'], badge: 2 });
  // An offer does not even come: it waits for the morning.
  const offer = await sandbox.promo(b.wa_id, 'Kim', 'tea');
  expect((await look(offer)).held?.waits_for).toBe('quiet_hours');

  await page.goto(`${sandbox.base}/chats/${waba_id}`);
  for (const topic of ['milk report', 'herd alarm']) {
    await expect(page.getByRole('article').filter({ hasText: `Here is your ${topic}.` })).toBeVisible();
  }
  await expect(page.getByText('tea')).toHaveCount(0);
  const night = await asOperator('/console/v1/ledger/verify', 'POST');
  expect(night.findings).toEqual([]);
  expect(await ledger(waba_id)).toEqual({});

  await sandbox.advance(6 * 3_600 + 1_800);
  await receiver.until(() => receiver.statuses.some((one) => one.id === offer && one.status === 'sent'));
  await expect.poll(async () => (await ledger(waba_id)).reserve).toBe(1);
  await context.close();
});
