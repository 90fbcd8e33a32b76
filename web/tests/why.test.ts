import { describe, expect, it } from 'vitest';
import { money } from '../src/lib/time';
import type { Why } from '../src/lib/types';
import { priceWord } from '../src/lib/why';

function price(micros: number, charged: boolean, status = 'delivered'): Pick<Why, 'price' | 'status'> {
  return { price: { category: 'utility', kind: 'regular', micros, currency: 'EUR', charged }, status };
}

describe('who paid for a message', () => {
  it('is told by what became of the message', () => {
    expect(priceWord(price(0, false))).toBe('price_free');
    expect(priceWord(price(10_000, true))).toBe('price');
    expect(priceWord(price(10_000, false, 'sent'))).toBe('price_reserved');
    expect(priceWord(price(10_000, false, 'failed'))).toBe('price_void');
    expect(priceWord(price(10_000, false, 'recalled'))).toBe('price_void');
  });

  it('is shown to the last unit, so that what is paid adds up', () => {
    const messages = [
      price(10_000, true),
      price(45_600, true),
      price(1, true),
      price(0, false),
      price(50_000, false),
    ];
    const paid = messages
      .filter((message) => priceWord(message) === 'price')
      .map((message) => message.price.micros);
    const shown = paid.map((micros) =>
      Number(
        money(micros, 'EUR')
          .replace(/[^\d.,]/gu, '')
          .replace(',', '.'),
      ),
    );
    const sum = shown.reduce((total, amount) => total + Math.round(amount * 1_000_000), 0);
    expect(sum).toBe(55_601);
  });
});
