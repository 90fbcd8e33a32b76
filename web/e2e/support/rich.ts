import type { Sandbox } from './sandbox';

/** Uploads a file of the business; answers its id. */
export async function upload(sandbox: Sandbox, bytes: Buffer, type: string, name: string): Promise<string> {
  const { version, phone_id, token } = sandbox.seed;
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', type);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), name);
  const answer = await fetch(`${sandbox.base}/${version}/${phone_id}/media`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await answer.json()) as { id?: string };
  if (body.id === undefined) throw new Error(`not taken: ${JSON.stringify(body)}`);
  return body.id;
}

/** A sample for a template's header; answers its handle. */
async function sample(sandbox: Sandbox, bytes: Buffer, type: string): Promise<string> {
  const { version, app_id, token } = sandbox.seed;
  const query = `file_length=${bytes.length}&file_type=${encodeURIComponent(type)}&file_name=sample`;
  const headers = { Authorization: `Bearer ${token}` };
  const begun = await fetch(`${sandbox.base}/${version}/${app_id}/uploads?${query}`, {
    method: 'POST',
    headers,
  });
  const { id } = (await begun.json()) as { id: string };
  const sent = await fetch(`${sandbox.base}/${version}/${id}`, {
    method: 'POST',
    headers: { ...headers, file_offset: '0' },
    body: new Uint8Array(bytes),
  });
  return ((await sent.json()) as { h: string }).h;
}

/** A template that is approved. */
export async function template(
  sandbox: Sandbox,
  name: string,
  category: string,
  components: unknown[],
): Promise<void> {
  const { version, waba_id, token } = sandbox.seed;
  const answer = await fetch(`${sandbox.base}/${version}/${waba_id}/message_templates`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, language: 'en_US', category, components }),
  });
  const made = (await answer.json()) as { id?: string };
  if (made.id === undefined) throw new Error(`not made: ${JSON.stringify(made)}`);
  await sandbox.operator(`/sandbox/v1/templates/${made.id}/approve`, {});
}

/** A template with two cards, each with a picture of its own. */
export async function carousel(sandbox: Sandbox, to: string, image: Buffer): Promise<string> {
  const handle = await sample(sandbox, image, 'image/png');
  const buttons = [
    { type: 'QUICK_REPLY', text: 'Reserve' },
    { type: 'URL', text: 'Look', url: 'https://shop.example/{{1}}', example: ['https://shop.example/tea'] },
  ];
  const card = (text: string): unknown => ({
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } },
      { type: 'BODY', text },
      { type: 'BUTTONS', buttons },
    ],
  });
  await template(sandbox, 'tea_cards', 'MARKETING', [
    { type: 'BODY', text: 'Two new teas came in this week.' },
    { type: 'CAROUSEL', cards: [card('Darjeeling, first flush'), card('Sencha from Uji')] },
  ]);
  const media = await upload(sandbox, image, 'image/png', 'tea.png');
  const filled = (place: number): unknown => ({
    card_index: place,
    components: [
      { type: 'header', parameters: [{ type: 'image', image: { id: media } }] },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: '0',
        parameters: [{ type: 'payload', payload: `reserve-${place + 1}` }],
      },
      {
        type: 'button',
        sub_type: 'url',
        index: '1',
        parameters: [{ type: 'text', text: `tea-${place + 1}` }],
      },
    ],
  });
  return sandbox.template(to, 'tea_cards', [{ type: 'carousel', cards: [filled(0), filled(1)] }]);
}

/** An offer that ends, with a code to copy. */
export async function offer(sandbox: Sandbox, to: string, untilMs: number): Promise<string> {
  await template(sandbox, 'tea_offer', 'MARKETING', [
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Only this week', has_expiration: true } },
    { type: 'BODY', text: 'A quarter off all green teas.' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'COPY_CODE', example: 'TEA25' },
        {
          type: 'URL',
          text: 'To the shop',
          url: 'https://shop.example/{{1}}',
          example: ['https://shop.example/green'],
        },
      ],
    },
  ]);
  return sandbox.template(to, 'tea_offer', [
    {
      type: 'limited_time_offer',
      parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: untilMs } }],
    },
    {
      type: 'button',
      sub_type: 'copy_code',
      index: '0',
      parameters: [{ type: 'coupon_code', coupon_code: 'TEA25' }],
    },
    { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'green' }] },
  ]);
}
