import { type Answer, PlatformError } from '../platform/platform.ts'

/**
 * The answer, unless the credential may not read this (403: a scope or a right is missing). What
 * wanted it then waits until somebody has allowed it.
 * @throws `PlatformError` `auth_failed` with status 403
 * @example completed(want, allowed(await platform.request(apiCall(settings, path))))
 */
export function allowed(answer: Answer): Answer {
  const { status } = answer
  if (status !== 403) return answer
  throw new PlatformError('auth_failed', 'the credential may not read this', { status })
}
