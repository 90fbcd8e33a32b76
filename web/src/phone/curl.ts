import type { ApiEvent, WebhookEvent } from './stream';

/** A word the shell takes as it is. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function bodyArguments(body: unknown): string[] {
  if (body === null || body === undefined) return [];
  return ['-H', quoted('Content-Type: application/json'), '--data', quoted(JSON.stringify(body))];
}

/** The call of a business, to be repeated; its token is not in the stream and stands as a variable. */
export function apiCurl(event: ApiEvent, origin: string): string {
  const url = `${origin}${event.path}`;
  const words = ['curl', '-X', event.method, quoted(url), '-H', '"Authorization: Bearer $KURIER_TOKEN"'];
  return [...words, ...bodyArguments(event.method === 'GET' ? null : event.request)].join(' ');
}

/** The webhook as it was sent; the signature holds for the very bytes that were sent. */
export function webhookCurl(event: WebhookEvent): string {
  const words = [
    'curl',
    '-X',
    'POST',
    quoted(event.url),
    '-H',
    quoted(`X-Hub-Signature-256: ${event.signature}`),
  ];
  return [...words, ...bodyArguments(event.body)].join(' ');
}
