import { type Platform, PlatformError, requestJson, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'mandrillapp.com'

/** Nothing can be called without a key. */
export function mandrillHosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/**
 * Asks Transactional. The key goes with what is asked, and errors may come with status 200.
 * @param what `1.0/webhooks/list`: the version of the API first
 * @throws `PlatformError`
 */
export async function askMandrill(
  what: string,
  input: object,
  { settings, platform }: { readonly settings: Settings; readonly platform: Platform },
): Promise<unknown> {
  const answer = await requestJson(platform, {
    method: 'POST',
    url: `https://${host}/api/${what}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ key: settings.apiKey, ...input }),
    idempotent: !what.endsWith('/add'),
  })
  if (valueAt(answer, '/status') !== 'error') return answer
  const isKey = valueAt(answer, '/name') === 'Invalid_Key'
  throw new PlatformError(isKey ? 'auth_failed' : 'upstream_error', 'Mailchimp answered an error')
}
