import { expect, test, type Page } from '@playwright/test';
import { signedIn, visitor, watch } from './support/browser';
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
  expect(receiver.badSignatures).toEqual([]);
});

async function openChat(page: Page): Promise<void> {
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await expect(page.getByRole('textbox', { name: /^Your message to/u })).toBeVisible();
  // Nothing of the backlog is missing any more.
  await expect(page.getByRole('article').first()).toBeVisible();
}

function statusesOf(id: string): string[] {
  return receiver.statuses.filter((status) => status.id === id).map((status) => status.status);
}

test('S03: a text appears without reload, and the business gets sent, delivered and read in this order, each once', async ({
  browser,
}) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  const id = await sandbox.text(a.wa_id, 'The gate has changed to B 12.');
  await expect(page.getByRole('article').filter({ hasText: 'The gate has changed to B 12.' })).toBeVisible({
    timeout: 1_000,
  });
  await receiver.until(() => statusesOf(id).length >= 3);
  expect(statusesOf(id)).toEqual(['sent', 'delivered', 'read']);
  await context.close();
});

test('read ticks can be switched off, and then the business learns nothing of what she reads', async ({
  browser,
}) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/settings`);
  const ticks = page.getByRole('checkbox', { name: 'Businesses see what I have read' });
  await expect(ticks).toBeChecked();
  await ticks.uncheck();
  await openChat(page);
  const id = await sandbox.text(a.wa_id, 'Boarding begins at ten.');
  await expect(page.getByRole('article').filter({ hasText: 'Boarding begins at ten.' })).toBeVisible();
  await page.getByRole('textbox', { name: /^Your message to/u }).fill('Thank you');
  await page.keyboard.press('Enter');
  // A tick would have come before what she wrote afterwards.
  await receiver.until(() => receiver.messages.some((message) => message.text?.body === 'Thank you'));
  expect(statusesOf(id)).toEqual(['sent', 'delivered']);
  await page.goto(`${sandbox.base}/settings`);
  await expect(ticks).not.toBeChecked();
  await ticks.check();
  await openChat(page);
  await receiver.until(() => statusesOf(id).includes('read'));
  await context.close();
});

test('S04: a tapped reply button answers with its quote, shuts the others and reaches the webhook', async ({
  browser,
}) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  const id = await sandbox.buttons(a.wa_id, 'Will you fly?', ['Yes', 'Rebook', 'Refund']);
  const question = page.getByRole('article').filter({ has: page.getByRole('button', { name: 'Refund' }) });
  await question.getByRole('button', { name: 'Rebook' }).click();
  await expect(question).toContainText('You chose: Rebook');
  for (const name of ['Yes', 'Rebook', 'Refund']) {
    await expect(question.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
  }
  const answer = page.getByRole('article', { name: /^You, / }).last();
  await expect(answer).toContainText('Rebook');
  await expect(answer).toContainText('Will you fly?');

  const message = await receiver.until(() => receiver.messages.find((row) => row.interactive));
  expect(message.type).toBe('interactive');
  expect(message.interactive).toEqual({
    type: 'button_reply',
    button_reply: { id: 'choice-2', title: 'Rebook' },
  });
  expect(message.context?.id).toBe(id);

  // A second tap changes nothing.
  await question.getByRole('button', { name: 'Yes' }).click({ force: true });
  await expect(question).toContainText('You chose: Rebook');
  await context.close();
});

test('S05: with the keyboard alone the third button is chosen and the focus returns to the writing field', async ({
  browser,
}) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  await sandbox.buttons(a.wa_id, 'Which day suits you?', ['Monday', 'Tuesday', 'Wednesday']);
  await expect(page.getByRole('article').filter({ hasText: 'Which day suits you?' })).toBeVisible();
  const field = page.getByRole('textbox', { name: /^Your message to/u });
  await field.focus();
  await page.keyboard.press('Shift+F6');
  await expect(page.getByRole('article').last()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByRole('article').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Monday' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: 'Wednesday' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  const message = await receiver.until(() =>
    receiver.messages.find((row) => row.interactive?.button_reply?.title === 'Wednesday'),
  );
  expect(message.interactive?.button_reply?.id).toBe('choice-3');
  await context.close();
});

test('Enter sends, Shift+Enter begins a line, and ticks climb from sent to read', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  const field = page.getByRole('textbox', { name: /^Your message to/u });
  await field.fill('first line');
  await field.press('Shift+Enter');
  await field.pressSequentially('second line');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await expect(page.getByRole('article', { name: /^You, .*, sent$/u }).last()).toContainText('second line');
  const message = await receiver.until(() =>
    receiver.messages.find((row) => row.text?.body.includes('second line')),
  );
  expect(message.text?.body).toBe('first line\nsecond line');
  await sandbox.markRead(message.id);
  await expect(page.getByRole('article', { name: /^You, .*, read$/u }).last()).toContainText('second line');

  await field.fill('x'.repeat(4_097));
  await expect(page.getByText('1 character too many')).toBeVisible();
  await field.press('Enter');
  await expect(field).toHaveValue('x'.repeat(4_097));
  await context.close();
});

test('an answer quotes the message, and a reaction stands on it', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  const id = await sandbox.text(a.wa_id, 'Do you like it?');
  const question = page
    .getByRole('article', { name: /Sandbox Shop/u })
    .filter({ hasText: 'Do you like it?' });
  await question.getByRole('button', { name: 'More for this message' }).click();
  await question.getByRole('button', { name: 'React with 👍' }).click();
  await expect(question).toContainText('You reacted with 👍');
  await question.getByRole('button', { name: 'More for this message' }).click();
  await question.getByRole('button', { name: 'Reply' }).click();
  const field = page.getByRole('textbox', { name: /^Your message to/u });
  await expect(field).toBeFocused();
  await field.fill('Very much');
  await field.press('Enter');
  const message = await receiver.until(() => receiver.messages.find((row) => row.text?.body === 'Very much'));
  expect(message.context?.id).toBe(id);
  await expect(page.getByRole('article', { name: /^You, / }).last()).toContainText('Do you like it?');
  await context.close();
});

test('a second device shows the same, and reading on one clears the badge on the other', async ({
  browser,
}) => {
  const { person_b: b } = sandbox.seed;
  const first = await signedIn(browser, sandbox, b);
  const second = await signedIn(browser, sandbox, b);
  const list = await first.newPage();
  await list.goto(`${sandbox.base}/chats`);
  await sandbox.template(b.wa_id, 'hello_world');
  const row = list.getByRole('link', { name: /Sandbox Shop/u });
  await expect(row).toHaveAccessibleName(/1 unread/u);
  const chat = await second.newPage();
  await openChat(chat);
  await expect(chat.getByRole('article').filter({ hasText: 'This is a test message' })).toHaveCount(1);
  await expect(row).not.toHaveAccessibleName(/unread/u);
  await chat.getByRole('textbox', { name: /^Your message to/u }).fill('from the other device');
  await chat.keyboard.press('Enter');
  await expect(row).toHaveAccessibleName(/You: from the other device/u);
  await first.close();
  await second.close();
});

test('someone who reads further up is not moved; a button says what arrived', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  for (let number = 1; number <= 30; number += 1) await sandbox.text(a.wa_id, `line ${number} of the log`);
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  await expect(page.getByRole('article').filter({ hasText: 'line 30 of the log' })).toBeVisible();
  const field = page.getByRole('textbox', { name: /^Your message to/u });
  await field.focus();
  for (let press = 0; press < 4; press += 1) await page.keyboard.press('PageUp');
  await expect(page.getByRole('button', { name: 'To the newest message' })).toBeVisible();
  await sandbox.text(a.wa_id, 'hello from below');
  const jump = page.getByRole('button', { name: '1 new message' });
  await expect(jump).toBeVisible();
  await expect(field).toBeFocused();
  await jump.click();
  await expect(page.getByRole('article').filter({ hasText: 'hello from below' })).toBeInViewport();
  await expect(jump).toBeHidden();
  await context.close();
});

test('the trace says in plain words why a message came and who paid', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  await sandbox.orderUpdate(a.wa_id, 'Kim', 'B-77');
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  await openChat(page);
  const update = page.getByRole('article').filter({ hasText: 'your order B-77' });
  await update.getByRole('link', { name: 'Why did I get this?' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Why did I get this?' })).toBeFocused();
  await expect(page.getByText(/was allowed to send this: you gave the permission/u)).toBeVisible();
  await expect(page.getByText(/You pay nothing\./u)).toBeVisible();
  await expect(page.getByText('Did you allow this kind of message about this topic?')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Download receipt' })).toBeVisible();
  await context.close();
});

// What S-33 of the threat list names, in every field a business can fill.
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)></svg>',
  '[a](javascript:alert(1))',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  '&#x6a;avascript:alert(1)',
  'abc\u202egnp.exe',
  'Z\u0351\u036b\u0343a\u0352l\u0333g\u0324o\u0329',
  '*_~*_~unbalanced `*_~',
  '</p><a href="javascript:alert(1)">tap</a>',
];

test('hostile text stays text: no dialog, no request, no markup', async ({ browser }) => {
  const { person_a: a, waba_id } = sandbox.seed;
  for (const text of HOSTILE) await sandbox.text(a.wa_id, text);
  await sandbox.text(a.wa_id, 'W'.repeat(4_096));
  await sandbox.buttons(a.wa_id, HOSTILE[0] ?? '', ['<b>bold</b>', '\u202etfel', '<img src=x>']);
  await sandbox.orderUpdate(a.wa_id, HOSTILE[1] ?? '', '"><script>alert(1)</script>'.slice(0, 40));
  const code = await sandbox.invite([
    { purpose: 'utility', topic: '<img src=x>\u202eegral', wording: HOSTILE[0] ?? '' },
  ]);

  const guest = await (await visitor(browser)).newPage();
  const seenByGuest = watch(guest, sandbox.base);
  await guest.goto(`${sandbox.base}/i/${code}`);
  await expect(guest.getByText(HOSTILE[0] ?? '', { exact: true })).toBeVisible();
  expect(seenByGuest).toEqual({ dialogs: [], foreign: [], errors: [] });

  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  await openChat(page);
  for (const text of HOSTILE.slice(0, 6)) {
    await expect(page.getByRole('article').filter({ hasText: text }).first()).toBeVisible();
  }
  await expect(page.getByRole('button', { name: '<b>bold</b>' })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main.locator('img, script, iframe, object, embed')).toHaveCount(0);
  await expect(main.locator('a[href^="javascript:"], a[href^="data:"]')).toHaveCount(0);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await page.goto(`${sandbox.base}/chats/${waba_id}/info`);
  await expect(page.getByRole('heading', { name: 'What you allowed' })).toBeVisible();
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  await context.close();
});
