import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { en } from '../src/lib/dict/en';
import '../src/lib/dict/form';
import { addTexts } from '../src/lib/i18n.svelte';
import type { Form, Json, Part } from '../src/messenger/form/definition';
import { faultOf, type Field } from '../src/messenger/form/fields';
import FormSheet from '../src/messenger/form/FormSheet.svelte';
import { blocksOf, inlineOf } from '../src/messenger/form/markdown';
import { filled, holds, type Scope } from '../src/messenger/form/references';
import { FormSession, type Ask } from '../src/messenger/form/session.svelte';

addTexts({ en, de: en } as never);
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const scope: Scope = {
  data: (_, path) => ({ day: 'Monday', sold_out: false, seats: 4 })[path[0] ?? ''],
  field: (name, field) => ({ size: 'big', age: '21', of: name ?? '' })[field],
};

/** A member of this name would make the object look like a promise. */
function branch(name: 'then' | 'else', parts: Part[]): Record<string, Part[]> {
  return { [name]: parts };
}

const form: Form = {
  trial: false,
  asks_first: false,
  screen: 'ASK',
  data: { day: 'Monday' },
  definition: {
    version: '7.3',
    screens: [
      {
        id: 'ASK',
        title: 'Table',
        layout: {
          children: [
            { type: 'TextHeading', text: '${data.day}' },
            { type: 'TextInput', name: 'who', label: 'Name', required: true, 'min-chars': 2 },
            {
              type: 'CheckboxGroup',
              name: 'wishes',
              label: 'Wishes',
              'data-source': [
                { id: 'w', title: 'Window' },
                { id: 'q', title: 'Quiet' },
              ],
            },
            {
              type: 'If',
              condition: "${form.wishes} == true || ${form.who} == 'Ada'",
              ...branch('then', [{ type: 'TextBody', text: 'Hello *Ada*' }]),
            },
            {
              type: 'Footer',
              label: 'Next',
              'on-click-action': {
                name: 'navigate',
                next: { name: 'SURE' },
                payload: { who: '${form.who}', wishes: '${form.wishes}' },
              },
            },
          ],
        },
      },
      {
        id: 'SURE',
        title: 'Sure?',
        terminal: true,
        layout: {
          children: [
            { type: 'TextBody', text: '${data.who}' },
            { type: 'OptIn', name: 'agree', label: 'I agree', required: true },
            {
              type: 'Footer',
              label: 'Send',
              'on-click-action': {
                name: 'complete',
                payload: { who: '${data.who}', wishes: '${data.wishes}', sure: '${form.agree}' },
              },
            },
          ],
        },
      },
    ],
  },
};

function field(type: string, more: Record<string, unknown> = {}): Field {
  return { type, name: 'x', label: 'X', ...more };
}

describe('references and conditions', () => {
  it('look up data and fields, of this screen or another', () => {
    expect(filled({ a: '${data.day}', b: ['${form.size}'], c: '${screen.S.form.of}' }, scope)).toEqual({
      a: 'Monday',
      b: ['big'],
      c: 'S',
    });
    expect(filled({ gone: '${data.gone}', stays: 'text' }, scope)).toEqual({ stays: 'text' });
  });
  it('compare, and join', () => {
    expect(holds("(${form.size} == 'big') && !${data.sold_out}", scope)).toBe(true);
    expect(holds('${form.age} > 20 && ${data.seats} <= 4', scope)).toBe(true);
    expect(holds("${form.size} != 'big' || ${data.seats} < 4", scope)).toBe(false);
    expect(holds('!(${form.age} >= 21)', scope)).toBe(false);
  });
});

describe('the Markdown of forms', () => {
  it('knows headings, lists, marks and links of the web alone', () => {
    const blocks = blocksOf(
      '# Menu\n- one\n- **two**\n\nSee [us](https://shop.example) or [x](javascript:alert)',
    );
    expect(blocks.map((block) => block.type)).toEqual(['heading', 'list', 'paragraph']);
    expect(inlineOf('**a** ~~b~~ *c*').map((node) => node.type)).toEqual([
      'bold',
      'text',
      'strike',
      'text',
      'italic',
    ]);
    const last = blocks[2];
    expect(last?.type === 'paragraph' && last.inline.filter((node) => node.type === 'link')).toHaveLength(1);
  });
});

describe('fields', () => {
  it('say what is wrong with them', () => {
    const fault = (part: Field, value: Json): string | null => faultOf(part, value, scope);
    expect(fault(field('TextInput', { required: true }), ' ')).toBe('Please fill this in.');
    expect(fault(field('TextInput'), '')).toBeNull();
    expect(fault(field('TextInput', { 'input-type': 'email' }), 'kim')).toBe('This is no mail address.');
    expect(fault(field('TextInput', { pattern: '[A-Z]{2}\\d' }), 'AB1')).toBeNull();
    expect(fault(field('TextInput', { pattern: '[A-Z]{2}\\d' }), 'ab1')).not.toBeNull();
    expect(fault(field('TextArea', { 'max-length': 3 }), 'four')).toBe('At most 3 characters are possible.');
    expect(fault(field('CheckboxGroup', { 'min-selected-items': 2 }), ['a'])).toBe(
      'Please choose at least 2.',
    );
    expect(fault(field('DatePicker', { 'min-date': '2026-12-01' }), '2026-11-30')).not.toBeNull();
    expect(fault(field('DatePicker', { 'unavailable-dates': ['2026-12-24'] }), '2026-12-24')).not.toBeNull();
    expect(fault(field('CalendarPicker', { 'include-days': ['Mon'] }), '2026-12-01')).not.toBeNull();
    expect(fault(field('CalendarPicker', { 'include-days': ['Tue'] }), '2026-12-01')).toBeNull();
    expect(fault(field('OptIn', { required: true }), false)).toBe('Please agree, or close the form.');
  });
});

describe('an open form', () => {
  it('goes on only when everything is right, keeps what was filled in, and sends it', async () => {
    const send = vi.fn();
    const session = new FormSession(form, vi.fn<Ask>(), send);
    const footer = form.definition.screens[0]?.layout.children.at(-1)?.['on-click-action'];
    if (!footer) throw new Error('no footer');
    await session.perform(footer, true);
    expect(session.faults).toEqual({ who: 'Please fill this in.' });
    session.set('who', 'Kim');
    session.set('wishes', ['w']);
    await session.perform(footer, true);
    expect(session.screen?.id).toBe('SURE');
    await session.back();
    expect(session.now.who).toBe('Kim');
    await session.perform(footer, true);
    session.set('agree', true);
    const end = form.definition.screens[1]?.layout.children.at(-1)?.['on-click-action'];
    if (!end) throw new Error('no footer');
    await session.perform(end, true);
    expect(send).toHaveBeenCalledExactlyOnceWith({ who: 'Kim', wishes: ['w'], sure: true });
  });
  it('asks the business where it says so, and shows its answer', async () => {
    const ask = vi.fn<Ask>().mockResolvedValueOnce({ screen: 'ASK', data: { day: 'Friday' }, error: null });
    const session = new FormSession({ ...form, asks_first: true }, ask, vi.fn());
    expect(session.screen).toBeNull();
    await session.begin();
    expect(ask).toHaveBeenCalledWith('INIT', '', {});
    expect(session.scope.data(null, ['day'])).toBe('Friday');
    ask.mockResolvedValueOnce({ screen: 'ASK', data: {}, error: 'Friday is full.' });
    await session.perform({ name: 'data_exchange', payload: { day: '${data.day}' } }, false);
    expect(ask).toHaveBeenLastCalledWith('data_exchange', 'ASK', { day: 'Friday' });
    expect(session.problem).toBe('Friday is full.');
  });
  it('answers days as its version writes them', () => {
    const picker = { type: 'DatePicker', name: 'day', label: 'Day' };
    const of = (version: string): Json | undefined => {
      const definition = { version, screens: [{ id: 'ASK', layout: { children: [picker] } }] };
      const session = new FormSession({ ...form, definition }, vi.fn<Ask>(), vi.fn());
      session.set('day', '2026-12-24');
      return session.scope.field(null, 'day');
    };
    expect(of('7.3')).toBe('2026-12-24');
    expect(of('3.1')).toBe(String(Date.UTC(2026, 11, 24)));
  });
});

describe('the sheet of a form', () => {
  it('labels its fields, says what is wrong, and tells who gets the answers', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.resolve(new Response(JSON.stringify(form)))),
    );
    const send = vi.fn();
    render(FormSheet, { open: true, title: 'Book', seq: 7, business: { name: 'Shop' }, send });
    const name = await screen.findByRole('textbox', { name: 'Name', hidden: true });
    expect(screen.getByText('Monday')).toBeTruthy();
    expect(screen.getByText(/What you send goes to .*Shop/u)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Next', hidden: true }));
    expect(name.getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText('One answer is not right yet.')).toBeTruthy();
    await fireEvent.input(name, { target: { value: 'Kim' } });
    expect(name.getAttribute('aria-invalid')).toBe('false');
    await fireEvent.click(screen.getByRole('checkbox', { name: /Window/u, hidden: true }));
    await fireEvent.click(screen.getByRole('button', { name: 'Next', hidden: true }));
    await fireEvent.click(await screen.findByRole('checkbox', { name: 'I agree', hidden: true }));
    await fireEvent.click(screen.getByRole('button', { name: 'Send', hidden: true }));
    await waitFor(() => expect(send).toHaveBeenCalledWith({ who: 'Kim', wishes: ['w'], sure: true }));
  });
  it('says kindly that a form is over', async () => {
    const gone = { error: { code: 'form_over', message: 'x', hint: 'y' } };
    vi.stubGlobal(
      'fetch',
      vi.fn(() => Promise.resolve(new Response(JSON.stringify(gone), { status: 410 }))),
    );
    render(FormSheet, { open: true, title: 'Book', seq: 7, business: { name: 'Shop' }, send: vi.fn() });
    expect(await screen.findByText(/does not show this form any more/u)).toBeTruthy();
  });
});
