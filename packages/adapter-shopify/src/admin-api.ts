import {
  type Call,
  type Platform,
  PlatformError,
  type PlatformErrorCode,
  type Registering,
  requestToken,
  successOf,
  valueAt,
} from '@conduit/core'
import type { Settings } from './settings.ts'

/** Pinned: Shopify keeps a version for a year. @see https://shopify.dev/docs/api/usage/versioning */
const apiVersion = '2026-10'

const codes: ReadonlyMap<unknown, PlatformErrorCode> = new Map([
  ['THROTTLED', 'rate_limited'],
  ['ACCESS_DENIED', 'auth_failed'],
])

/** The one shop that there is a way in to. */
export function hosts({ shopDomains = [], accessToken, clientId, signingSecret }: Settings) {
  const hasKey =
    accessToken !== undefined || (clientId !== undefined && signingSecret !== undefined)
  return hasKey && shopDomains.length === 1 ? shopDomains : []
}

/**
 * Asks the shop's GraphQL Admin API. Its errors come with status 200.
 * @throws `PlatformError`
 * @see https://shopify.dev/docs/api/admin-graphql#status-and-error-codes
 */
export async function askShop(
  query: string,
  variables: object,
  { settings, platform }: Pick<Registering<Settings>, 'settings'> & { readonly platform: Platform },
): Promise<unknown> {
  const { accessToken, clientId = '', signingSecret = '' } = settings
  const call = (token: string): Call => ({
    method: 'POST',
    url: `https://${shopOf(settings)}/admin/api/${apiVersion}/graphql.json`,
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
    body: JSON.stringify({ query, variables }),
    json: true,
    idempotent: !query.startsWith('mutation'),
  })
  // @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant
  const grant = {
    url: `https://${shopOf(settings)}/admin/oauth/access_token`,
    form: { grant_type: 'client_credentials', client_id: clientId, client_secret: signingSecret },
  }
  const answer =
    accessToken === undefined
      ? await platform.authorized(() => requestToken(platform, grant), call)
      : await platform.request(call(accessToken))
  const { json } = successOf(answer)
  if (valueAt(json, '/errors') === undefined) {
    // What is not there is null in it: without it nothing was said.
    if (typeof (valueAt(json, '/data') ?? undefined) === 'object') return json
    throw new PlatformError('upstream_error', 'an answer without data')
  }
  const code = codes.get(valueAt(json, '/errors/0/extensions/code')) ?? 'upstream_error'
  throw new PlatformError(code, 'the shop answered with errors')
}

/**
 * What was asked for by its id or name; null: the shop says that there is none.
 * @throws `PlatformError` if it says nothing of it
 */
export function oneOf(answer: unknown, pointer: string): unknown {
  const one = valueAt(answer, pointer)
  if (one !== undefined) return one
  throw new PlatformError('upstream_error', 'an answer without what was asked for')
}

const shopOf = ({ shopDomains = [] }: Settings) => shopDomains[0] ?? ''
