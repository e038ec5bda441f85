import {
  type Connection,
  type Fetched,
  type Platform,
  PlatformError,
  type PlatformEvent,
  valueAt,
  type Wanted,
} from '@conduit/core'
import { hostOf, obtainToken } from './access-token.ts'
import { consentFields, consentIn } from './consent.ts'
import type { Settings } from './settings.ts'

/** Nothing can be read without a token, and only in the configured account. */
export function hosts(settings: Settings): readonly string[] {
  const { accessToken, privateKey } = settings
  return accessToken === undefined && privateKey === undefined ? [] : [hostOf(settings)]
}

/**
 * Reads the records that came without their content. One that is gone holds no personal data. What
 * the role may not read (403) waits until somebody has allowed it, and keeps nothing else waiting.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545141500.html
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  let isClosed = false
  for (const want of wanted) {
    const { json, status } = await platform.authorized(
      previous => obtainToken(previous, settings, platform),
      token => ({
        url: `https://${hostOf(settings)}/services/rest/record/v1/${want.ref.document}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        json: true,
      }),
    )
    if (status === 404) yield { for: want, events: [] }
    if (status === 403) isClosed = true
    if (status !== 200) continue
    const read = { ...want.event, id: null, path: '', data: json }
    yield { for: want, events: [read, ...consents(want, read)] }
  }
  if (isClosed) throw new PlatformError('auth_failed', 'the role may not read all of them')
}

/** The record says what became of a consent that is known to have changed. */
function consents({ ref }: Wanted, read: PlatformEvent): readonly PlatformEvent[] {
  const id = valueAt(ref, '/consent/id')
  if (typeof id !== 'string') return []
  const changed = consentFields(valueAt(ref, '/consent/fields'))
  const meaning = consentIn(changed, field => valueAt(read.data, `/${field}`))
  return meaning === null ? [] : [{ ...read, meaning, id }]
}
