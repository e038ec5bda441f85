import type { Call, Platform } from '@conduit/core'

/**
 * The same way out, watched: calls to a host that is not among these are noted. The client refuses
 * them anyway.
 */
export function watchPlatform(
  platform: Platform,
  hosts: readonly string[],
  foreignAddresses: string[],
): Platform {
  const allowed = new Set(hosts.map(host => hostOf(`https://${host}`)))
  const look = (call: Call) => {
    if (!allowed.has(hostOf(String(call.url)))) foreignAddresses.push(String(call.url))
    return call
  }
  return {
    get now() {
      return platform.now
    },
    request: call => platform.request(look(call)),
    authorized: (obtain, call) => platform.authorized(obtain, token => look(call(token))),
  }
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null
}
