import { matchRoute, type Route } from './router';

/** Where the person is. */
class Place {
  path = $state(location.pathname);
  /** Counts navigations, so that a screen can take the focus after each one but not at the first load. */
  moves = $state(0);
  route: Route = $derived(matchRoute(this.path));

  /** Goes to a path of this app. */
  go(path: string, options: { replace?: boolean } = {}): void {
    if (path === this.path) return;
    history[options.replace ? 'replaceState' : 'pushState'](null, '', path);
    this.#arrive();
  }

  /** Takes over links inside the app and the browser's own Back and Forward. */
  follow(): () => void {
    const back = (): void => this.#arrive();
    const click = (event: MouseEvent): void => this.#clicked(event);
    addEventListener('popstate', back);
    document.addEventListener('click', click);
    return () => {
      removeEventListener('popstate', back);
      document.removeEventListener('click', click);
    };
  }

  #arrive(): void {
    this.path = location.pathname;
    this.moves += 1;
  }

  #clicked(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (!link || link.target !== '' || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin || url.hash !== '' || matchRoute(url.pathname).name === 'unknown')
      return;
    event.preventDefault();
    this.go(url.pathname);
  }
}

export const place = new Place();
