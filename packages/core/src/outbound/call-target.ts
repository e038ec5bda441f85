import { PlatformError } from '../contract/platform.ts'

/**
 * The URL of a call, if the call may go there: https, a listed host, no user name in it.
 *
 * @param hosts host names, with a port where it is not 443; exact, in any case
 * @throws `PlatformError` `upstream_error`, which does not repeat the URL
 */
export function callTarget(url: string | URL, hosts: ReadonlySet<string>): URL {
  const target = parse(String(url))
  if (target === null) throw new PlatformError('upstream_error', 'not an absolute URL')
  if (target.protocol !== 'https:') throw new PlatformError('upstream_error', 'not an https URL')
  if (target.username !== '' || target.password !== '') {
    throw new PlatformError('upstream_error', 'credentials in the URL')
  }
  if (!hosts.has(target.host)) throw new PlatformError('upstream_error', 'host not allowed')
  return target
}

/** Hosts as a URL spells them. What is more or less than a host is left out and so allows nothing. */
export function allowedHosts(hosts: readonly string[]): ReadonlySet<string> {
  const allowed = new Set<string>()
  for (const host of hosts) {
    const url = parse(`https://${host}`)
    if (url !== null && url.href === `https://${url.host}/`) allowed.add(url.host)
  }
  return allowed
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null
}
