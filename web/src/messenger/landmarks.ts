const FOCUSABLE =
  'a[href]:not([tabindex="-1"]), button:not([tabindex="-1"]), input, select, textarea, [tabindex="0"]';

function visible(element: HTMLElement): boolean {
  return element.offsetParent !== null || element.getClientRects().length > 0;
}

/** F6: moves the focus to the first thing in the next area of the screen, around the end. */
export function nextRegion(root: HTMLElement, back: boolean): void {
  const regions = [...root.querySelectorAll<HTMLElement>('[data-region], main')]
    .filter(visible)
    // A main area that is divided further is represented by its parts.
    .filter((region) => !region.querySelector('[data-region]'));
  const at = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions.at((at + (back ? -1 : 1)) % regions.length) ?? regions[0];
  const inside = next ? [...next.querySelectorAll<HTMLElement>(FOCUSABLE)].find(visible) : undefined;
  const heading = next?.querySelector<HTMLElement>('[data-focus]');
  (inside ?? heading)?.focus();
}
