import { describe, expect, it } from 'vitest';
import { suggested } from '../src/lib/commands';

const commands = ['menu', 'menu_2', 'hours'].map((name) => ({
  command_name: name,
  command_description: name,
}));
const names = (text: string): string[] => suggested(text, commands).map((one) => one.command_name);

describe('commands', () => {
  it('are suggested while a name is typed behind a slash', () => {
    expect(names('/')).toEqual(['menu', 'menu_2', 'hours']);
    expect(names('/Me')).toEqual(['menu', 'menu_2']);
    expect(names('/menu_')).toEqual(['menu_2']);
  });

  it('are not suggested in anything else', () => {
    for (const text of ['', 'menu', ' /menu', '/menu please', 'a/menu', '/x'])
      expect(names(text)).toEqual([]);
  });
});
