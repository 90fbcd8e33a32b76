const STORED = 'kurier.previews';

function stored(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'hidden';
  } catch {
    return true;
  }
}

/** Whether links are shown with previews on this device. */
class Previews {
  shown = $state(stored());

  choose(shown: boolean): void {
    this.shown = shown;
    try {
      localStorage.setItem(STORED, shown ? 'shown' : 'hidden');
    } catch {
      // Without storage the choice lasts until the page closes.
    }
  }
}

export const previews = new Previews();
