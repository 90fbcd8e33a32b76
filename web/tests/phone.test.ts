import { describe, expect, it } from 'vitest';
import { apiCurl, webhookCurl } from '../src/phone/curl';
import { peopleOf } from '../src/phone/sandbox';
import { readEvent, SseParser } from '../src/phone/stream';

describe('the live stream', () => {
  it('puts events together that arrive in pieces', () => {
    const parser = new SseParser();
    expect(parser.push('data: {"a"')).toEqual([]);
    expect(parser.push(':1}\n')).toEqual([]);
    expect(parser.push('\ndata: x\r\n\r\n: still here\n\n')).toEqual(['{"a":1}', 'x']);
  });
  it('joins lines of one event', () => {
    expect(new SseParser().push('data: a\ndata: b\n\n')).toEqual(['a\nb']);
  });
  it('refuses to grow without end', () => {
    const parser = new SseParser();
    expect(() => parser.push('x'.repeat(5_000_000))).toThrow(RangeError);
  });
  it('passes over what it does not know', () => {
    expect(readEvent('{"t":"weather"}')).toBeNull();
    expect(readEvent('not json')).toBeNull();
    expect(readEvent('null')).toBeNull();
    expect(readEvent('{"t":"ledger","at":1}')).toMatchObject({ t: 'ledger' });
  });
});

describe('copied commands', () => {
  it('cannot break out of their quotes', () => {
    const hostile = "'; rm -rf / #";
    const api = apiCurl(
      {
        t: 'api',
        at: 0,
        method: 'POST',
        path: '/v23.0/1/messages',
        status: 200,
        request: { body: hostile },
        response: {},
      },
      'http://127.0.0.1',
    );
    expect(api).toContain(`'{"body":"'\\''; rm -rf / #"}'`);
    const hook = webhookCurl({
      t: 'webhook',
      at: 0,
      url: `http://x.example/${hostile}`,
      event: 1,
      status: 200,
      signature: 'sha256=00',
      body: {},
      attempt: 1,
    });
    expect(hook).toContain(`'http://x.example/'\\''; rm -rf / #'`);
  });
});

describe('the people of the page', () => {
  it('stand in its address', () => {
    const parameters = new URLSearchParams([
      ['person', 'Ada: Countess:secret1'],
      ['person', 'Kim:secret2'],
      ['person', 'nobody:'],
    ]);
    expect(peopleOf(parameters)).toEqual([
      { name: 'Ada: Countess', session: 'secret1' },
      { name: 'Kim', session: 'secret2' },
    ]);
  });
});
