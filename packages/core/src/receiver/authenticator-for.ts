import { jweToken } from '../authoring/jwe-token.ts'
import type { IntegrationAdapter } from '../contract/adapter.ts'
import type { Authenticator, Scope } from '../contract/authenticator.ts'

const byToken = jweToken()

/**
 * How the calls of an endpoint show whose they are: in the adapter's own way. Who calls to have somebody
 * erased is not the platform, so where the platform shows it by its account alone, a token does.
 */
export function authenticatorFor(
  { authenticate }: Pick<IntegrationAdapter, 'authenticate'>,
  scope: Scope,
): Authenticator {
  return scope === 'redact' && authenticate.mints === 'account' ? byToken : authenticate
}
