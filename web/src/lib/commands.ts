import type { Command } from './types';

/** Commands that begin with what stands behind a slash at the beginning; none once a space follows. */
export function suggested(text: string, commands: Command[]): Command[] {
  const typed = /^\/([a-z0-9_]*)$/iu.exec(text)?.[1];
  if (typed === undefined) return [];
  return commands.filter((command) => command.command_name.startsWith(typed.toLowerCase()));
}
