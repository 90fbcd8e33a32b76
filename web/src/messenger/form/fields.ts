// Fields of a screen: what they begin with, and what is wrong with what was filled in.

import { isolated, shortened } from '../../lib/format';
import { t } from '../../lib/i18n.svelte';
import { dayOf, weekdayOf } from './dates';
import { isDate, isField, isMany, type Choice, type Json, type Part } from './definition';
import { filled, holds, isReference, type Scope } from './references';

export type Field = Part & { name: string };

/** The property as it is now. */
export function property(part: Part, name: string, scope: Scope): Json | undefined {
  return filled(part[name], scope);
}

export function textOf(part: Part, name: string, scope: Scope): string {
  const value = property(part, name, scope);
  return Array.isArray(value) ? value.join('\n') : String(value ?? '');
}

export function isVisible(part: Part, scope: Scope): boolean {
  return property(part, 'visible', scope) !== false;
}

/** The components of the branch that is shown. */
export function branch(part: Part, scope: Scope): Part[] {
  if (part.type === 'If') {
    return (holds(String(part.condition ?? ''), scope) ? part.then : part.else) ?? [];
  }
  if (part.type === 'Switch') {
    return part.cases?.[String(property(part, 'value', scope) ?? '')] ?? part.cases?.default ?? [];
  }
  return part.children ?? [];
}

/** Every component that is shown, in order. */
export function shown(parts: Part[], scope: Scope): Part[] {
  return parts.flatMap((part) =>
    isVisible(part, scope) ? [part, ...shown(branch(part, scope), scope)] : [],
  );
}

/** Every component, in whatever branch. */
export function everything(parts: Part[]): Part[] {
  return parts.flatMap((part) => [
    part,
    ...everything(
      [part.children, part.then, part.else, ...Object.values(part.cases ?? {})].flatMap((x) => x ?? []),
    ),
  ]);
}

export function choicesOf(part: Part, scope: Scope): Choice[] {
  const list = property(part, 'data-source', scope);
  return Array.isArray(list) ? (list as unknown as Choice[]) : [];
}

/** What the fields of a screen begin with. */
export function initial(parts: Part[], scope: Scope): Record<string, Json> {
  const all: Record<string, Json> = {};
  for (const part of everything(parts)) {
    const inits = part.type === 'Form' ? property(part, 'init-values', scope) : undefined;
    if (typeof inits === 'object' && inits !== null && !Array.isArray(inits)) Object.assign(all, inits);
    if (!isField(part)) continue;
    const own = property(part, 'init-value', scope);
    if (own !== undefined) all[part.name] = own;
    else if (isMany(part)) all[part.name] ??= [];
    else if (part.type === 'OptIn') all[part.name] ??= false;
    if (isDate(part) && all[part.name] !== undefined) all[part.name] = dayOf(all[part.name]);
  }
  return all;
}

/** What the business says is wrong with fields. */
export function toldFaults(parts: Part[], scope: Scope): Record<string, string> {
  const all: Record<string, string> = {};
  for (const part of shown(parts, scope)) {
    const told = part.type === 'Form' ? property(part, 'error-messages', scope) : undefined;
    if (typeof told === 'object' && told !== null && !Array.isArray(told)) {
      for (const [name, text] of Object.entries(told)) if (text) all[name] = shortened(String(text), 200);
    }
    const own = isField(part) ? property(part, 'error-message', scope) : undefined;
    if (isField(part) && typeof own === 'string' && own !== '') all[part.name] = shortened(own, 200);
  }
  return all;
}

const KINDS: Record<string, RegExp> = {
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/u,
  number: /^-?\d+(?:[.,]\d+)?$/u,
  phone: /^\+?[\d\s()/-]{4,24}$/u,
  passcode: /^\d+$/u,
};

function number(part: Part, name: string, scope: Scope): number | null {
  const value = property(part, name, scope);
  return value === undefined || value === null || value === '' ? null : Number(value);
}

export function longest(part: Part, scope: Scope): number {
  return part.type === 'TextArea'
    ? (number(part, 'max-length', scope) ?? 600)
    : (number(part, 'max-chars', scope) ?? 80);
}

function textFault(part: Part, text: string, scope: Scope): string | null {
  const least = number(part, 'min-chars', scope) ?? 0;
  const most = longest(part, scope);
  if ([...text].length < least) return t('form.short', { n: least });
  if ([...text].length > most) return t('form.long', { n: most });
  const kind = String(part['input-type'] ?? 'text');
  const pattern = property(part, 'pattern', scope);
  if (typeof pattern === 'string' && pattern !== '') return matches(pattern, text) ? null : t('form.pattern');
  if (KINDS[kind]?.test(text) === false)
    return t(`form.no_${kind as 'email' | 'number' | 'phone' | 'passcode'}`);
  return null;
}

/** A pattern that is none stops nobody. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text);
  } catch {
    return true;
  }
}

function dateFault(part: Part, day: string, scope: Scope): string | null {
  const [first, last] = [dayOf(property(part, 'min-date', scope)), dayOf(property(part, 'max-date', scope))];
  const list = (name: string): string[] => {
    const value = property(part, name, scope);
    return Array.isArray(value) ? value.map(String) : [];
  };
  const days = list('include-days');
  const isOff = days.length > 0 && !days.includes(weekdayOf(day));
  const isOut = (first !== '' && day < first) || (last !== '' && day > last);
  return isOff || isOut || list('unavailable-dates').map(dayOf).includes(day) ? t('form.no_day') : null;
}

function countFault(part: Part, count: number, scope: Scope): string | null {
  const least = number(part, 'min-selected-items', scope) ?? 0;
  const most = number(part, 'max-selected-items', scope) ?? Number.POSITIVE_INFINITY;
  if (count < least) return t('form.few', { n: least });
  return count > most ? t('form.many', { n: most }) : null;
}

export function isRequired(part: Part, scope: Scope): boolean {
  return property(part, 'required', scope) === true;
}

/** Why a field may not stay as it is; `null` if it may. */
export function faultOf(part: Field, value: Json | undefined, scope: Scope): string | null {
  if (property(part, 'enabled', scope) === false) return null;
  const empty =
    value === undefined ||
    value === null ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'string' && value.trim() === '');
  if (empty)
    return isRequired(part, scope) ? t(part.type === 'OptIn' ? 'form.agree' : 'form.required') : null;
  if (Array.isArray(value)) return countFault(part, value.length, scope);
  if (isDate(part)) return dateFault(part, String(value), scope);
  if (part.type === 'TextInput' || part.type === 'TextArea') return textFault(part, String(value), scope);
  return null;
}

/** What a field is called, inside a sentence. */
export function labelOf(part: Part, scope: Scope): string {
  const label = isReference(part.label) ? textOf(part, 'label', scope) : String(part.label ?? '');
  return isolated(shortened(label === '' ? String(part.name ?? '') : label, 80));
}
