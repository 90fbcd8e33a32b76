// What `${data.x}`, `${form.x}` and `${screen.S.form.x}` stand for, and conditions over them.

import type { Json } from './definition';

/** What references look at. */
export interface Scope {
  data(screen: string | null, path: string[]): Json | undefined;
  field(screen: string | null, name: string): Json | undefined;
}

const REFERENCE = /^\$\{([\w.-]+)\}$/u;

export function lookedUp(reference: string, scope: Scope): Json | undefined {
  const steps = REFERENCE.exec(reference)?.[1]?.split('.') ?? [];
  let screen: string | null = null;
  if (steps[0] === 'screen') {
    screen = steps[1] ?? null;
    steps.splice(0, 2);
  }
  const [kind, ...path] = steps;
  if (kind === 'data') return scope.data(screen, path);
  return path[0] === undefined ? undefined : scope.field(screen, path[0]);
}

export function isReference(value: unknown): value is string {
  return typeof value === 'string' && REFERENCE.test(value);
}

/** A value with everything in it looked up; what is not there is left out. */
export function filled(value: unknown, scope: Scope): Json | undefined {
  if (isReference(value)) return lookedUp(value, scope);
  if (Array.isArray(value)) return value.map((item) => filled(item, scope) ?? null);
  if (typeof value === 'object' && value !== null) {
    const all: Record<string, Json> = {};
    for (const [name, inside] of Object.entries(value)) {
      const found = filled(inside, scope);
      if (found !== undefined) all[name] = found;
    }
    return all;
  }
  return value as Json | undefined;
}

const TOKEN = /\s*(\$\{[\w.-]+\}|'[^']*'|==|!=|>=|<=|&&|\|\||[()!<>]|[\w.-]+)/gu;

/** Numbers are compared as numbers, also where one was typed in as text. */
function compared(left: Json | undefined, sign: string, right: Json | undefined): boolean {
  const numeric = typeof left === 'number' || typeof right === 'number';
  const [a, b] = numeric ? [Number(left ?? Number.NaN), Number(right ?? Number.NaN)] : [left, right];
  if (sign === '==') return a === b;
  if (sign === '!=') return a !== b;
  if (typeof a !== typeof b || a == null || b == null) return false;
  if (sign === '>') return a > b;
  if (sign === '<') return a < b;
  return sign === '>=' ? a >= b : a <= b;
}

/** Whether a condition holds. The server has checked its form: what is left unread means no. */
export function holds(condition: string, scope: Scope): boolean {
  const tokens = [...condition.matchAll(TOKEN)].map((match) => match[1] ?? '');
  let at = 0;
  const takes = (sign: string): boolean => {
    if (tokens[at] !== sign) return false;
    at += 1;
    return true;
  };
  const operand = (): Json | undefined => {
    if (takes('!')) return !truthy(operand());
    if (takes('(')) {
      const inside = either();
      takes(')');
      return inside;
    }
    const token = tokens[at] ?? '';
    at += 1;
    if (token.startsWith('$')) return lookedUp(token, scope);
    if (token.startsWith("'")) return token.slice(1, -1);
    if (token === 'true' || token === 'false') return token === 'true';
    return Number(token);
  };
  const comparison = (): Json | undefined => {
    const left = operand();
    const sign = ['==', '!=', '>=', '<=', '>', '<'].find((candidate) => takes(candidate));
    return sign === undefined ? left : compared(left, sign, operand());
  };
  const both = (): Json | undefined => {
    let all = comparison();
    while (takes('&&')) {
      const next = comparison();
      all = truthy(all) && truthy(next);
    }
    return all;
  };
  const either = (): Json | undefined => {
    let any = both();
    while (takes('||')) {
      const next = both();
      any = truthy(any) || truthy(next);
    }
    return any;
  };
  return truthy(either());
}

function truthy(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
