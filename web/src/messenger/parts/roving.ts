/** What a bubble holds that can be operated. */
const CONTROLS = 'a[href], button, audio, video, [role="button"]';

function stops(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[data-key]')];
}

interface Options {
  /** Makes a bubble the tab stop of the transcript. */
  settle: (key: string) => void;
  /** Out of the transcript, to the writing field. */
  leave: () => void;
}

/** Arrow keys inside one bubble that was entered: the next or previous control, around the end. */
function within(bubble: HTMLElement, active: HTMLElement, event: KeyboardEvent): boolean {
  const controls = [...bubble.querySelectorAll<HTMLElement>(CONTROLS)];
  const at = controls.indexOf(active);
  const back =
    event.key === 'ArrowUp' || event.key === 'ArrowLeft' || (event.key === 'Tab' && event.shiftKey);
  const forth = event.key === 'ArrowDown' || event.key === 'ArrowRight' || event.key === 'Tab';
  if (event.key === 'Escape') bubble.focus();
  else if (back || forth) controls.at((at + (back ? -1 : 1)) % controls.length)?.focus();
  else return false;
  return true;
}

/** Arrow keys from bubble to bubble. */
function across(list: HTMLElement, bubble: HTMLElement, key: string): HTMLElement | undefined {
  const all = stops(list);
  const at = all.indexOf(bubble);
  if (key === 'ArrowUp') return all[at - 1];
  if (key === 'ArrowDown') return all[at + 1];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  return undefined;
}

/**
 * One tab stop for a whole transcript: arrows, Home and End go from message to message, Enter goes into a message's
 * buttons, Escape comes out again.
 */
export function roving(options: Options): (list: HTMLElement) => () => void {
  return (list) => {
    const keys = (event: KeyboardEvent): void => {
      const active = event.target as HTMLElement;
      const bubble = active.closest<HTMLElement>('[data-key]');
      if (!bubble || event.altKey || event.ctrlKey || event.metaKey) return;
      if (active !== bubble) {
        if (within(bubble, active, event)) event.preventDefault();
        return;
      }
      const next = across(list, bubble, event.key);
      if (next) next.focus();
      else if (event.key === 'Enter') bubble.querySelector<HTMLElement>(CONTROLS)?.focus();
      else if (event.key === 'Escape') options.leave();
      else return;
      event.preventDefault();
    };
    const settled = (event: FocusEvent): void => {
      const key = (event.target as HTMLElement).closest<HTMLElement>('[data-key]')?.dataset.key;
      if (key !== undefined) options.settle(key);
    };
    list.addEventListener('keydown', keys);
    list.addEventListener('focusin', settled);
    return () => {
      list.removeEventListener('keydown', keys);
      list.removeEventListener('focusin', settled);
    };
  };
}
