// A contact as a vCard 3.0, the form every address book reads.

import type { ContactCard } from './types';

/** Text inside a property: what would end or divide it is escaped. */
function escaped(text = ''): string {
  return text
    .replace(/\\/gu, '\\\\')
    .replace(/\r\n|[\r\n]/gu, '\\n')
    .replace(/[,;]/gu, '\\$&');
}

/** `TYPE=` takes words only; anything else is left out. */
function typed(name: string, kind = ''): string {
  return /^[\w-]+$/u.test(kind) ? `${name};TYPE=${kind.toUpperCase()}` : name;
}

/** Lines have at most 75 bytes; a longer one goes on after a space. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  let out = '';
  let width = 0;
  for (const character of line) {
    const bytes = encoder.encode(character).length;
    if (width + bytes > 75) {
      out += '\r\n ';
      width = 1;
    }
    out += character;
    width += bytes;
  }
  return out;
}

export function vcardOf(contact: ContactCard): string {
  const { name, org } = contact;
  const parts = [name.last_name, name.first_name, name.middle_name, name.prefix, name.suffix];
  const lines = [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:${parts.map((part) => escaped(part)).join(';')}`,
    `FN:${escaped(name.formatted_name)}`,
  ];
  for (const { phone, type } of contact.phones ?? []) {
    if (phone) lines.push(`${typed('TEL', type)}:${escaped(phone)}`);
  }
  for (const { email, type } of contact.emails ?? []) {
    if (email) lines.push(`${typed('EMAIL', type)}:${escaped(email)}`);
  }
  for (const { url, type } of contact.urls ?? []) {
    if (url) lines.push(`${typed('URL', type)}:${escaped(url)}`);
  }
  for (const address of contact.addresses ?? []) {
    const { street, city, state, zip, country, type } = address;
    const fields = ['', '', street, city, state, zip, country].map((part) => escaped(part));
    lines.push(`${typed('ADR', type)}:${fields.join(';')}`);
  }
  if (org?.company || org?.department) {
    lines.push(`ORG:${[org.company, org.department].map((part) => escaped(part)).join(';')}`);
  }
  if (org?.title) lines.push(`TITLE:${escaped(org.title)}`);
  if (contact.birthday) lines.push(`BDAY:${escaped(contact.birthday)}`);
  lines.push('END:VCARD', '');
  return lines.map(folded).join('\r\n');
}

/** A file name that every system takes. */
export function vcardName(contact: ContactCard): string {
  const name = contact.name.formatted_name
    .replace(/[^\p{L}\p{N} ._-]/gu, '')
    .trim()
    .slice(0, 60);
  return `${name === '' ? 'contact' : name}.vcf`;
}
