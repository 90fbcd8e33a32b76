import { expect, test } from '@playwright/test';
import { DESK, PHONE, signedIn, visitor } from './support/browser';
import { Sandbox } from './support/sandbox';
import { shot } from './support/shots';

let sandbox: Sandbox;
let code: string;
let why: number;

test.beforeAll(async () => {
  sandbox = await Sandbox.start();
  const { person_a: a } = sandbox.seed;
  code = await sandbox.invite(
    [
      {
        purpose: 'utility',
        topic: 'Flight KR 1234, 22 December',
        wording: 'Tells you when your flight is late, and when it leaves after all.',
        lifetime_s: 172_800,
      },
      {
        purpose: 'marketing',
        topic: 'Weekend offers',
        wording: 'Cheap flights for the next weekend.',
        cadence: 'weekly',
      },
    ],
    { welcome: 'Welcome! We write as soon as something changes.' },
  );
  await sandbox.text(
    a.wa_id,
    'Good morning! *Your parcel* left our house at _07:12_. It should be with you ~today~ tomorrow.',
  );
  const mine = await sandbox.say(a, 'Great, thank you. Can the courier leave it with the neighbours?');
  await sandbox.markRead(mine.wamid);
  await sandbox.send(a.wa_id, {
    type: 'location',
    location: {
      latitude: 52.520008,
      longitude: 13.404954,
      name: 'Parcel shop Mitte',
      address: 'Rathausstraße 5, Berlin',
    },
  });
  await sandbox.buttons(a.wa_id, 'Where shall we leave it?', [
    'With neighbours',
    'Parcel shop',
    'Tomorrow again',
  ]);
  await sandbox.orderUpdate(a.wa_id, 'Kim', 'A-1001');
  await sandbox.promo(a.wa_id, 'Kim', '10 % off');
  why = (await sandbox.inbox(a)).findLast((entry) => entry.kind === 'from_business')?.seq ?? 0;
  await sandbox.allow(a.person_id, {
    waba_id: sandbox.seed.waba_id,
    purposes: ['utility'],
    topic: 'Parcel A-1001',
    lifetime_s: 604_800,
  });
});
test.afterAll(() => sandbox.stop());

for (const [size, viewport] of Object.entries({ phone: PHONE, desk: DESK })) {
  for (const theme of ['light', 'dark'] as const) {
    test(`shows every screen on a ${size}, ${theme}`, async ({ browser }) => {
      const { person_a: a, waba_id } = sandbox.seed;
      const guest = await visitor(browser, { viewport, theme });
      const page = await guest.newPage();
      await page.goto(`${sandbox.base}/i/${code}`);
      await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeVisible();
      await shot(page, `invite-${size}-${theme}`);
      await page.goto(`${sandbox.base}/`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await shot(page, `start-${size}-${theme}`);
      await guest.close();

      const context = await signedIn(browser, sandbox, a, { viewport, theme });
      const own = await context.newPage();
      for (const [name, path, waits] of [
        ['chats', '/chats', 'Chats'],
        ['chat', `/chats/${waba_id}`, 'Sandbox Shop'],
        ['info', `/chats/${waba_id}/info`, 'What you allowed'],
        ['permissions', '/permissions', 'Permissions'],
        ['why', `/why/${why}`, 'The answer in short'],
        ['settings', '/settings', 'Settings'],
        ['budget', '/budget', 'Budget and quiet hours'],
      ] as const) {
        await own.goto(`${sandbox.base}${path}`);
        await expect(own.getByRole('heading', { name: waits }).first()).toBeVisible();
        await expect(own.locator('[aria-busy="true"]')).toHaveCount(0);
        await shot(own, `${name}-${size}-${theme}`);
        const wide = await own.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(wide, `${name} must not scroll sideways`).toBeLessThanOrEqual(0);
      }
      await context.close();
    });
  }
}
