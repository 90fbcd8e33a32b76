// Flow JSON as the server hands it out: without faults, so that what is required is there.

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type Data = Record<string, Json>;

export interface Action {
  name: 'navigate' | 'complete' | 'data_exchange' | 'update_data' | 'open_url';
  next?: { name: string };
  url?: string;
  payload?: Json;
}

/** A component with its properties by name; which there are depends on the type. */
export interface Part {
  type: string;
  name?: string;
  children?: Part[];
  then?: Part[];
  else?: Part[];
  cases?: Record<string, Part[]>;
  'on-click-action'?: Action;
  'on-select-action'?: Action;
  'on-unselect-action'?: Action;
  [property: string]: unknown;
}

export interface Screen {
  id: string;
  title?: string;
  terminal?: boolean;
  refresh_on_back?: boolean;
  data?: Record<string, unknown>;
  layout: { children: Part[] };
}

export interface Definition {
  version: string;
  data_api_version?: string;
  screens: Screen[];
}

/** A form as `GET /people/v1/messages/{seq}/form` answers it. */
export interface Form {
  trial: boolean;
  asks_first: boolean;
  screen: string;
  data: Data;
  definition: Definition;
}

/** One thing to choose. */
export interface Choice {
  id: string;
  title: string;
  description?: string;
  metadata?: string;
  enabled?: boolean;
}

const FIELDS = new Set([
  'TextInput',
  'TextArea',
  'Dropdown',
  'RadioButtonsGroup',
  'CheckboxGroup',
  'ChipsSelector',
  'DatePicker',
  'CalendarPicker',
  'OptIn',
]);

export function isField(part: Part): part is Part & { name: string } {
  return FIELDS.has(part.type) && typeof part.name === 'string';
}

export function isMany(part: Part): boolean {
  return part.type === 'CheckboxGroup' || part.type === 'ChipsSelector';
}

export function isDate(part: Part): boolean {
  return part.type === 'DatePicker' || part.type === 'CalendarPicker';
}
