import { expect, test } from '@playwright/test';
import { axeFindings, DESK, PHONE, signedIn } from './support/browser';
import { Sandbox } from './support/sandbox';
import { shot } from './support/shots';

const NUMBERS = ['+4915100000001', '+4915100000002', '+4915100000003'];

async function called<T>(sandbox: Sandbox, token: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.base}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${text}`);
  return JSON.parse(text) as T;
}

/** Somebody with a verified number. */
function person(
  sandbox: Sandbox,
  phone: string,
  language = 'en',
): Promise<{ person_id: string; session: string }> {
  const body = { name: 'Kim', language, phone };
  return called(sandbox, sandbox.seed.operator_token, '/sandbox/v1/people', body);
}

async function imported(sandbox: Sandbox, token: string, topic?: string): Promise<unknown> {
  const body = { purpose: 'marketing', topic, evidence: 'Form in the shop, May 2026', people: NUMBERS };
  return called(sandbox, token, '/kurier/v1/invitations', body);
}

test('an imported list lies as silent cards above the chats, and each answer does what it says', async ({
  browser,
}) => {
  const sandbox = await Sandbox.start();
  try {
    const { token, second_business } = sandbox.seed;
    const kim = await person(sandbox, NUMBERS[0] as string);
    await imported(sandbox, token, 'Shoes');
    await imported(sandbox, second_business.token);

    const context = await signedIn(browser, sandbox, kim, { viewport: DESK });
    const page = await context.newPage();
    await page.goto(`${sandbox.base}/chats`);
    const row = page.getByRole('link', { name: '2 invitations' });
    await expect(row).toBeVisible();
    expect(await page.title()).not.toContain('(');
    await row.click();
    await expect(page.getByRole('heading', { name: 'Invitations', level: 1 })).toBeVisible();
    const cards = page.getByRole('list', { name: 'Invitations' }).getByRole('listitem');
    await expect(cards).toHaveCount(2);
    await expect(page.getByText(/would like to send you offers and news: Shoes\./u)).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);

    const shoes = cards.filter({ hasText: 'Shoes' });
    await shoes.getByRole('button', { name: 'Allow' }).click();
    await expect(page.getByText(/may write to you\. The receipt lies in the chat\./u)).toBeVisible();
    await expect(cards).toHaveCount(1);
    await expect(page.getByRole('heading', { name: 'Invitations', level: 1 })).toBeFocused();
    await cards.getByRole('button', { name: 'Block' }).click();
    await expect(page.getByText('Nothing asks you anything')).toBeVisible();
    await expect(row).toBeHidden();
    // The yes made a chat with a receipt.
    await expect(page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem')).not.toHaveCount(0);
    await page.goto(`${sandbox.base}/permissions`);
    await expect(page.getByText('a silent card')).toBeVisible();
    expect(await axeFindings(page)).toEqual([]);

    const answers = await called<{ data: { accepted: number }[] }>(sandbox, token, '/kurier/v1/invitations');
    expect(answers.data[0]?.accepted).toBe(1);
    await context.close();
  } finally {
    await sandbox.stop();
  }
});

test('the cards are readable in both languages, themes and sizes', async ({ browser }) => {
  const sandbox = await Sandbox.start();
  try {
    const people = {
      en: await person(sandbox, NUMBERS[1] as string, 'en'),
      de: await person(sandbox, NUMBERS[2] as string, 'de'),
    };
    await imported(sandbox, sandbox.seed.token, 'Shoes');
    await imported(sandbox, sandbox.seed.second_business.token);
    for (const language of ['en', 'de'] as const) {
      for (const theme of ['light', 'dark'] as const) {
        for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
          const context = await signedIn(browser, sandbox, people[language], { viewport, theme, language });
          const page = await context.newPage();
          await page.goto(`${sandbox.base}/chats`);
          const row = page.getByRole('link', { name: language === 'en' ? '2 invitations' : '2 Einladungen' });
          await expect(row).toBeVisible();
          expect(await axeFindings(page)).toEqual([]);
          await shot(page, `invitations-row-${size}-${theme}-${language}`);
          await row.click();
          const yes = page.getByRole('button', { name: language === 'en' ? 'Allow' : 'Erlauben' });
          await expect(yes).toHaveCount(2);
          expect(await axeFindings(page)).toEqual([]);
          await shot(page, `invitations-${size}-${theme}-${language}`);
          await context.close();
        }
      }
    }
  } finally {
    await sandbox.stop();
  }
});
