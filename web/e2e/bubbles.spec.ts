import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { axeFindings, DESK, PHONE, signedIn, visitor } from './support/browser';
import { film, paper, picture, voice } from './support/files';
import { Receiver, type InboundMessage } from './support/receiver';
import { carousel, offer, upload } from './support/rich';
import { Sandbox } from './support/sandbox';
import { shot } from './support/shots';

const LIST = {
  type: 'interactive',
  interactive: {
    type: 'list',
    header: { type: 'text', text: 'Delivery' },
    body: { text: 'When shall we come?' },
    footer: { text: 'Free of charge' },
    action: {
      button: 'Choose a time',
      sections: [
        {
          title: 'Tomorrow',
          rows: [
            { id: 'early', title: '8 to 10' },
            { id: 'late', title: '18 to 20', description: 'At the door' },
          ],
        },
        { title: 'Thursday', rows: [{ id: 'noon', title: '11 to 13' }] },
      ],
    },
  },
};
const CONTACT = {
  type: 'contacts',
  contacts: [
    {
      name: { formatted_name: 'Mina Weber', first_name: 'Mina', last_name: 'Weber' },
      phones: [{ phone: '+49 30 901820', type: 'WORK' }],
      emails: [{ email: 'mina@shop.example', type: 'WORK' }],
      org: { company: 'Sandbox Shop', title: 'Your adviser' },
    },
  ],
};

let sandbox: Sandbox;
let receiver: Receiver;
let to: string;

test.beforeAll(async ({ browser }) => {
  sandbox = await Sandbox.start();
  receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
  await sandbox.subscribe(receiver.url);
  to = sandbox.seed.person_a.wa_id;
  await fill(browser);
});
test.afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
});

/** One message of every kind. */
async function fill(browser: Browser): Promise<void> {
  const studio = await visitor(browser);
  const recorded = await film(await studio.newPage());
  await studio.close();
  const image = picture();
  const file = (bytes: Buffer, type: string, name: string): Promise<string> =>
    upload(sandbox, bytes, type, name);
  await sandbox.send(to, {
    type: 'image',
    image: { id: await file(image, 'image/png', 'hills.png'), caption: 'The view from our new shop' },
  });
  await sandbox.send(to, {
    type: 'video',
    video: { id: await file(recorded, 'video/mp4', 'tour.mp4'), caption: 'A short tour' },
  });
  await sandbox.send(to, {
    type: 'document',
    document: { id: await file(paper(), 'application/pdf', 'a.pdf'), filename: 'Boarding pass.pdf' },
  });
  await sandbox.send(to, {
    type: 'audio',
    audio: { id: await file(voice(), 'audio/ogg', 'note.ogg'), voice: true },
  });
  await sandbox.send(to, {
    type: 'location',
    location: {
      latitude: 52.520008,
      longitude: 13.404954,
      name: 'Parcel shop Mitte',
      address: 'Rathausstraße 5',
    },
  });
  await sandbox.send(to, CONTACT);
  await sandbox.send(to, LIST);
  await sandbox.buttons(to, 'Shall we ring?', ['Yes', 'No']);
  await carousel(sandbox, to, image);
  await offer(sandbox, to, Date.now() + 2 * 86_400_000);
}

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await expect(page.getByRole('button', { name: /TEA25\. Copies the code/u })).toBeVisible();
  return page;
}

const bubble = (page: Page, inside: Locator): Locator => page.getByRole('article').filter({ has: inside });
const answered = (wanted: (message: InboundMessage) => boolean): Promise<InboundMessage> =>
  receiver.until(() => receiver.messages.find(wanted));

test('a picture is shown with its words, and large after a tap', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await open(context);
  const small = page.getByRole('button', { name: /The view from our new shop/u });
  await small.scrollIntoViewIfNeeded();
  const wide = small.locator('img');
  await expect.poll(() => wide.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await small.click();
  const large = page.getByRole('dialog');
  await expect(large.getByRole('img')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();
  await context.close();
});

test('a film and a voice note can be played, a document can be saved', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await open(context);
  for (const kind of ['video', 'audio'] as const) {
    const player = page.locator(kind);
    await player.scrollIntoViewIfNeeded();
    const length = (): Promise<number> => player.evaluate((media: HTMLMediaElement) => media.duration);
    await expect.poll(length, { message: `${kind} has a length` }).toBeGreaterThan(0);
  }
  const document = page.getByRole('link', { name: /Boarding pass\.pdf/u });
  const [saved] = await Promise.all([page.waitForEvent('download'), document.click()]);
  expect(saved.suggestedFilename()).toBe('Boarding pass.pdf');
  await context.close();
});

test('a place and a contact say what they are and can be used', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await open(context);
  await expect(page.getByText('Parcel shop Mitte')).toBeVisible();
  const contact = bubble(page, page.getByText('Mina Weber'));
  await expect(contact).toContainText('Your adviser, Sandbox Shop');
  await expect(contact.getByRole('link', { name: /Call/u })).toHaveAttribute('href', 'tel:+4930901820');
  const save = contact.getByRole('button', { name: /Save/u });
  const [card] = await Promise.all([page.waitForEvent('download'), save.click()]);
  expect(card.suggestedFilename()).toMatch(/\.vcf$/u);
  await context.close();
});

test('a row of a list is chosen and reaches the business', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await open(context);
  await page.getByRole('button', { name: 'Choose a time' }).click();
  const sheet = page.getByRole('dialog', { name: 'Choose a time' });
  await expect(sheet.getByRole('group', { name: 'Tomorrow' })).toBeVisible();
  expect(await axeFindings(page)).toEqual([]);
  await sheet.getByRole('radio', { name: /18 to 20/u }).check();
  await sheet.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('article').filter({ hasText: 'You chose: 18 to 20' })).toBeVisible();
  const reply = await answered((message) => message.interactive?.type === 'list_reply');
  expect(reply.interactive).toMatchObject({ list_reply: { id: 'late', description: 'At the door' } });
  await context.close();
});

test('a button of a card is tapped: that card is marked and the business learns which', async ({
  browser,
}) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a);
  const page = await open(context);
  const cards = page.getByRole('list', { name: '2 cards' }).getByRole('listitem');
  await expect(cards).toHaveCount(2);
  const second = cards.nth(1);
  await second.scrollIntoViewIfNeeded();
  await expect(second).toContainText('Sencha from Uji');
  await expect(second.getByRole('link', { name: /Look/u })).toHaveAttribute(
    'href',
    'https://shop.example/tea-2',
  );
  await second.getByRole('button', { name: 'Reserve' }).click();
  await expect(second).toContainText('You chose: Reserve');
  await expect(cards.first()).not.toContainText('You chose');
  const reply = await answered((message) => message.button?.payload === 'reserve-2');
  expect(reply.type).toBe('button');
  await context.close();
});

test('an offer says when it ends, and its code is copied', async ({ browser }) => {
  const context = await signedIn(browser, sandbox, sandbox.seed.person_a, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await open(context);
  const copy = page.getByRole('button', { name: /TEA25\. Copies the code/u });
  await expect(bubble(page, copy)).toContainText(/Only this week\s*ends/u);
  await copy.click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('TEA25');
  await context.close();
});

for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const theme of ['light', 'dark'] as const) {
    test(`every kind is shown without a finding of axe and without scrolling sideways (${size}, ${theme})`, async ({
      browser,
    }) => {
      const context = await signedIn(browser, sandbox, sandbox.seed.person_a, { viewport, theme });
      const page = await open(context);
      expect(await axeFindings(page)).toEqual([]);
      const articles = page.getByRole('article');
      const count = await articles.count();
      for (let place = 0; place < count; place += 2) {
        await articles.nth(place).scrollIntoViewIfNeeded();
        await shot(page, `bubbles-${place}-${size}-${theme}`);
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      await context.close();
    });
  }
}
