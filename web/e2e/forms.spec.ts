import { expect, test, type Locator, type Page } from '@playwright/test';
import { axeFindings, DESK, PHONE, signedIn, watch } from './support/browser';
import { Endpoint } from './support/endpoint';
import { Receiver } from './support/receiver';
import { Sandbox, type SeedPerson } from './support/sandbox';
import { shot } from './support/shots';

let sandbox: Sandbox;
let receiver: Receiver;
let endpoint: Endpoint;
let reservation: string;
let delivery: string;

const column = (children: unknown[]) => ({ type: 'SingleColumnLayout', children });
const footer = (label: string, action: unknown, more: Record<string, unknown> = {}) => ({
  type: 'Footer',
  label,
  'on-click-action': action,
  ...more,
});

/** A member of this name would make the object look like a promise. */
const branch = (name: 'then' | 'else', parts: unknown[]) => ({ [name]: parts });

/** Two screens with nearly every field there is. */
const RESERVATION = {
  version: '7.3',
  screens: [
    {
      id: 'TABLE',
      title: 'Your table',
      data: { house: { type: 'string', __example__: 'Blue Bird' } },
      layout: column([
        { type: 'TextHeading', text: '${data.house}' },
        { type: 'TextBody', text: 'We keep your table for **fifteen minutes**.', markdown: true },
        { type: 'TextCaption', text: 'Larger parties please call.' },
        {
          type: 'TextInput',
          name: 'who',
          label: 'Name',
          required: true,
          'helper-text': 'As you are called at the door',
        },
        { type: 'TextInput', name: 'mail', label: 'Mail', 'input-type': 'email' },
        {
          type: 'DatePicker',
          name: 'day',
          label: 'Day',
          required: true,
          'min-date': '2026-01-01',
          'max-date': '2036-12-31',
        },
        {
          type: 'Dropdown',
          name: 'guests',
          label: 'Guests',
          required: true,
          'data-source': [
            { id: '2', title: 'Two' },
            { id: '4', title: 'Four' },
          ],
        },
        footer('Continue', {
          name: 'navigate',
          next: { type: 'screen', name: 'WISHES' },
          payload: { who: '${form.who}' },
        }),
      ]),
    },
    {
      id: 'WISHES',
      title: 'Your wishes',
      terminal: true,
      data: { who: { type: 'string', __example__: 'Kim' } },
      layout: column([
        { type: 'TextSubheading', text: '${data.who}' },
        {
          type: 'RadioButtonsGroup',
          name: 'place',
          label: 'Where',
          required: true,
          'data-source': [
            { id: 'in', title: 'Inside', description: 'Warm and quiet' },
            { id: 'out', title: 'Outside', description: 'Under the trees' },
          ],
        },
        {
          type: 'CheckboxGroup',
          name: 'diet',
          label: 'We do not eat',
          'max-selected-items': 2,
          'data-source': [
            { id: 'meat', title: 'Meat' },
            { id: 'fish', title: 'Fish' },
            { id: 'nuts', title: 'Nuts' },
          ],
        },
        {
          type: 'If',
          condition: "${form.place} == 'out'",
          ...branch('then', [{ type: 'TextBody', text: 'Bring a jacket.' }]),
        },
        { type: 'TextArea', name: 'note', label: 'Anything else' },
        { type: 'OptIn', name: 'agree', label: 'Keep my name for the next time', required: true },
        footer(
          'Book the table',
          {
            name: 'complete',
            payload: {
              who: '${data.who}',
              day: '${screen.TABLE.form.day}',
              guests: '${screen.TABLE.form.guests}',
              place: '${form.place}',
              diet: '${form.diet}',
              agree: '${form.agree}',
            },
          },
          { 'left-caption': 'No fee', 'right-caption': 'Free to cancel' },
        ),
      ]),
    },
  ],
};

/** The business says which hours are free. */
const DELIVERY = {
  version: '7.3',
  data_api_version: '4.0',
  routing_model: { WHEN: [] },
  screens: [
    {
      id: 'WHEN',
      title: 'When',
      terminal: true,
      data: {
        hours: { type: 'array', items: { type: 'object' }, __example__: [{ id: '9', title: 'Nine' }] },
      },
      layout: column([
        {
          type: 'RadioButtonsGroup',
          name: 'hour',
          label: 'Hour',
          required: true,
          'data-source': '${data.hours}',
        },
        footer('Take this hour', { name: 'data_exchange', payload: { hour: '${form.hour}' } }),
      ]),
    },
  ],
};

async function published(name: string, definition: unknown, endpointUri?: string): Promise<string> {
  const made = await sandbox.graph(`${sandbox.seed.waba_id}/flows`, {
    name,
    categories: ['OTHER'],
    flow_json: JSON.stringify(definition),
    publish: true,
    ...(endpointUri === undefined ? {} : { endpoint_uri: endpointUri }),
  });
  expect(made.validation_errors).toEqual([]);
  return String(made.id);
}

function ask(
  person: SeedPerson,
  flow: string,
  cta: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  return sandbox.send(person.wa_id, {
    type: 'interactive',
    interactive: {
      type: 'flow',
      body: { text: 'Shall we keep a table for you?' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: flow,
          flow_cta: cta,
          flow_token: 'visit-7',
          ...more,
        },
      },
    },
  });
}

test.beforeAll(async () => {
  sandbox = await Sandbox.start();
  receiver = await Receiver.start(sandbox.seed.app_secret, sandbox.seed.verify_token);
  await sandbox.subscribe(receiver.url);
  const hours = [
    { id: '9', title: 'Nine' },
    { id: '11', title: 'Eleven' },
  ];
  endpoint = await Endpoint.start(({ action, data, flow_token }) => {
    if (action === 'INIT') return { screen: 'WHEN', data: { hours } };
    if (data?.hour === '9') {
      return { screen: 'WHEN', data: { hours: hours.slice(1), error_message: 'Nine was just taken.' } };
    }
    const params = { flow_token, hour: data?.hour };
    return { screen: 'SUCCESS', data: { extension_message_response: { params } } };
  });
  await sandbox.graph(`${sandbox.seed.phone_id}/whatsapp_business_encryption`, {
    business_public_key: endpoint.publicKey,
  });
  reservation = await published('reservation', RESERVATION);
  delivery = await published('delivery', DELIVERY, endpoint.url);
});
test.afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
  await endpoint.stop();
});

async function opened(page: Page, cta: string): Promise<Locator> {
  await page.goto(`${sandbox.base}/chats/${sandbox.seed.waba_id}`);
  await page.getByRole('button', { name: cta }).last().click();
  return page.getByRole('dialog', { name: cta });
}

function answerTo(wamid: string): Promise<Record<string, unknown>> {
  return receiver.until(() => {
    const told = receiver.messages.find((message) => message.context?.id === wamid);
    const text = told?.interactive?.nfm_reply?.response_json;
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  });
}

test('a form is filled in by keyboard and reading aloud, says what is wrong, and its answer reaches the business', async ({
  browser,
}) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  const seen = watch(page, sandbox.base);
  const house = { screen: 'TABLE', data: { house: '<img src=x onerror=alert(1)>' } };
  const wamid = await ask(a, reservation, 'Book a table', { flow_action_payload: house });
  const form = await opened(page, 'Book a table');
  await expect(form.getByRole('heading', { name: 'Your table' })).toBeVisible();
  await expect(form.getByText('<img src=x onerror=alert(1)>')).toBeVisible();
  await form.getByRole('textbox', { name: 'Mail' }).fill('nobody');
  await form.getByRole('button', { name: 'Continue' }).click();
  await expect(form.getByRole('alert')).toContainText('4 answers are not right yet.');
  const name = form.getByRole('textbox', { name: 'Name' });
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/As you are called at the door.*Please fill this in\./u);
  expect(await axeFindings(page)).toEqual([]);
  await name.fill('Kim');
  await form.getByRole('textbox', { name: 'Mail' }).fill('kim@example.org');
  await form.getByLabel('Day').fill('2026-12-24');
  await form.getByLabel('Guests').selectOption('Four');
  await form.getByRole('button', { name: 'Continue' }).press('Enter');
  await expect(form.getByRole('heading', { name: 'Your wishes' })).toBeFocused();
  await form.getByRole('button', { name: 'Back to the screen before' }).click();
  await expect(form.getByRole('textbox', { name: 'Name' })).toHaveValue('Kim');
  await form.getByRole('button', { name: 'Continue' }).click();
  await expect(form.getByText('Bring a jacket.')).toBeHidden();
  await form.getByRole('radio', { name: /Outside/u }).check();
  await expect(form.getByText('Bring a jacket.')).toBeVisible();
  await form.getByRole('checkbox', { name: 'Meat' }).check();
  await form.getByRole('checkbox', { name: 'Fish' }).check();
  await expect(form.getByRole('checkbox', { name: 'Nuts' })).toBeDisabled();
  await form.getByRole('checkbox', { name: /Keep my name/u }).check();
  await form.getByRole('button', { name: 'Book the table' }).click();
  await expect(page.getByText('You sent this form.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Book a table' })).toHaveAttribute('aria-disabled', 'true');
  expect(await answerTo(wamid)).toEqual({
    who: 'Kim',
    day: '2026-12-24',
    guests: '4',
    place: 'out',
    diet: ['meat', 'fish'],
    agree: true,
    flow_token: 'visit-7',
  });
  expect(seen).toEqual({ dialogs: [], foreign: [], errors: [] });
  await context.close();
});

test('the business says which screen comes, what is wrong, and when the form ends', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  const context = await signedIn(browser, sandbox, a);
  const page = await context.newPage();
  const wamid = await ask(a, delivery, 'Choose an hour', { flow_action: 'data_exchange' });
  const form = await opened(page, 'Choose an hour');
  await form.getByRole('radio', { name: 'Nine' }).check();
  await form.getByRole('button', { name: 'Take this hour' }).click();
  await expect(form.getByRole('alert')).toContainText('Nine was just taken.');
  await form.getByRole('radio', { name: 'Eleven' }).check();
  await form.getByRole('button', { name: 'Take this hour' }).click();
  await expect(page.getByText('You sent this form.').last()).toBeVisible();
  expect(await answerTo(wamid)).toEqual({ hour: '11', flow_token: 'visit-7' });
  await context.close();
});

test('axe finds nothing in a form, on a phone and a desk, light and dark', async ({ browser }) => {
  const { person_a: a } = sandbox.seed;
  const payload = { flow_action_payload: { screen: 'TABLE', data: { house: 'Blue Bird' } } };
  await ask(a, reservation, 'Reserve', payload);
  for (const [name, wish] of [
    ['phone-light', { viewport: PHONE }],
    ['phone-dark-german', { viewport: PHONE, theme: 'dark', language: 'de' }],
    ['desk-light', { viewport: DESK }],
    ['desk-dark', { viewport: DESK, theme: 'dark' }],
  ] as const) {
    const context = await signedIn(browser, sandbox, a, wish);
    const page = await context.newPage();
    const form = await opened(page, 'Reserve');
    await expect(form.getByRole('heading', { name: 'Your table' })).toBeVisible();
    await shot(page, `form-${name}`);
    expect(await axeFindings(page), name).toEqual([]);
    await form.getByRole('button', { name: 'Continue' }).click();
    await expect(form.getByRole('textbox', { name: /^Name/u })).toBeFocused();
    await shot(page, `form-${name}-wrong`);
    expect(await axeFindings(page), `${name}, wrong`).toEqual([]);
    await form.getByRole('textbox', { name: /^Name/u }).fill('Kim');
    await form.getByLabel('Day').fill('2026-12-24');
    await form.getByLabel('Guests').selectOption('Four');
    await form.getByRole('button', { name: 'Continue' }).click();
    await form.getByRole('radio', { name: /Outside/u }).check();
    await shot(page, `form-${name}-second`);
    expect(await axeFindings(page), `${name}, second`).toEqual([]);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect(fits, `${name}: nothing lies beside the screen`).toBe(true);
    await context.close();
  }
});
