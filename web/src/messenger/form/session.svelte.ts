// An open form: where she is, what she filled in, and what happens when she taps.

import { errorText } from '../../lib/describe';
import { dayValue } from './dates';
import {
  isDate,
  isField,
  type Action,
  type Data,
  type Form,
  type Json,
  type Part,
  type Screen,
} from './definition';
import { everything, faultOf, initial, shown, toldFaults, type Field } from './fields';
import { filled, type Scope } from './references';

/** What the business's endpoint says: another screen, or the end with what is to be sent. */
export type Exchanged = { screen: string; data: Data; error: string | null } | { done: Data };
export type Ask = (
  action: 'INIT' | 'BACK' | 'data_exchange',
  screen: string,
  data: Json,
) => Promise<Exchanged>;

export class FormSession {
  readonly form: Form;
  readonly #ask: Ask;
  readonly #send: (answer: Data) => void;
  /** Screens on the way back, the present one last. */
  trail = $state<string[]>([]);
  data = $state<Record<string, Data>>({});
  values = $state<Record<string, Record<string, Json>>>({});
  /** What is wrong with fields of the present screen. */
  faults = $state<Record<string, string>>({});
  busy = $state(false);
  problem = $state('');
  /** Rises with each screen that is shown, and with each look that found faults. */
  shownCount = $state(0);
  faultCount = $state(0);

  constructor(form: Form, ask: Ask, send: (answer: Data) => void) {
    this.form = form;
    this.#ask = ask;
    this.#send = send;
    if (!form.asks_first) this.#show(form.screen, form.data);
  }

  get screen(): Screen | null {
    return this.form.definition.screens.find((screen) => screen.id === this.trail.at(-1)) ?? null;
  }
  get parts(): Part[] {
    return this.screen?.layout.children ?? [];
  }
  /** What is filled in on the present screen. */
  get now(): Record<string, Json> {
    return this.values[this.trail.at(-1) ?? ''] ?? {};
  }

  readonly scope: Scope = {
    data: (screen, path) =>
      path.reduce<Json | undefined>(
        (at, step) => (typeof at === 'object' && at !== null && !Array.isArray(at) ? at[step] : undefined),
        this.data[screen ?? this.trail.at(-1) ?? ''],
      ),
    field: (screen, name) => this.#answered(screen ?? this.trail.at(-1) ?? '', name),
  };

  /** A field as the business gets it. */
  #answered(id: string, name: string): Json | undefined {
    const value = this.values[id]?.[name];
    const screen = this.form.definition.screens.find((candidate) => candidate.id === id);
    const part = everything(screen?.layout.children ?? []).find((one) => isField(one) && one.name === name);
    if (part && isDate(part) && typeof value === 'string')
      return dayValue(value, this.form.definition.version);
    return value;
  }

  set(name: string, value: Json): void {
    const id = this.trail.at(-1);
    if (id === undefined) return;
    this.values[id] = { ...this.values[id], [name]: value };
    delete this.faults[name];
  }

  /** Begins a form whose first screen the business's endpoint chooses. */
  async begin(): Promise<void> {
    if (this.trail.length === 0) await this.#exchange('INIT', '', {});
  }

  #show(id: string, data: Data): void {
    const at = this.trail.indexOf(id);
    this.trail = at < 0 ? [...this.trail, id] : this.trail.slice(0, at + 1);
    this.data[id] = { ...this.data[id], ...data };
    const parts = this.form.definition.screens.find((screen) => screen.id === id)?.layout.children ?? [];
    this.values[id] = { ...initial(parts, this.scope), ...this.values[id] };
    this.faults = toldFaults(parts, this.scope);
    this.problem = '';
    this.shownCount += 1;
  }

  async back(): Promise<void> {
    const [before, now] = [this.trail.at(-2), this.screen];
    if (before === undefined || this.busy) return;
    if (now?.refresh_on_back) await this.#exchange('BACK', now.id, {});
    else this.#show(before, {});
  }

  /** Whether every field that is shown may stay as it is. */
  #isRight(): boolean {
    const fields = shown(this.parts, this.scope).filter(isField) as Field[];
    this.faults = {};
    for (const field of fields) {
      const fault = faultOf(field, this.now[field.name], this.scope);
      if (fault !== null) this.faults[field.name] = fault;
    }
    const isRight = Object.keys(this.faults).length === 0;
    if (!isRight) this.faultCount += 1;
    return isRight;
  }

  /** A tap; `checked` are taps that end a screen, and wait until everything is right. */
  async perform(action: Action, checked: boolean): Promise<void> {
    if (this.busy || (checked && !this.#isRight())) return;
    const payload = filled(action.payload ?? {}, this.scope) ?? {};
    const data = (typeof payload === 'object' && !Array.isArray(payload) ? payload : {}) as Data;
    const id = this.trail.at(-1) ?? '';
    if (action.name === 'update_data') this.data[id] = { ...this.data[id], ...data };
    else if (action.name === 'navigate' && action.next) this.#show(action.next.name, data);
    // What is kept until the server has it must not be bound to the fields: a store takes only plain data.
    else if (action.name === 'complete') this.#send($state.snapshot(data as unknown) as Data);
    else if (action.name === 'data_exchange') await this.#exchange('data_exchange', id, payload);
  }

  async #exchange(action: 'INIT' | 'BACK' | 'data_exchange', screen: string, data: Json): Promise<void> {
    this.busy = true;
    this.problem = '';
    try {
      const answer = await this.#ask(action, screen, data);
      if ('done' in answer) {
        this.#send(answer.done);
        return;
      }
      this.#show(answer.screen, answer.data);
      if (answer.error !== null) this.problem = answer.error;
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
  }
}
