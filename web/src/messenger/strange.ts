/**
 * The page that a tapped link of a business leads to, if it lies outside the domains that the business has proven to own.
 * `null` as domains: this installation does not ask.
 */
export function strangePage(target: EventTarget | null, domains: string[] | null): URL | null {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[rel~="nofollow"]') : null;
  if (!link || !domains || !/^https?:$/u.test(link.protocol)) return null;
  const host = link.hostname;
  const isOwn = domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  return isOwn || link.origin === location.origin ? null : new URL(link.href);
}
