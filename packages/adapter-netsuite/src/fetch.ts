import type { Connection, Fetched, Platform, PlatformEvent, Wanted } from '@conduit/core'
import { completed, PlatformError, textOrNull, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { accessToken, hostOf } from './access-token.ts'
import { consentFields, consentIn } from './consent.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/** Nothing can be read without a token, and only in the configured account. */
export function hosts(settings: Settings): readonly string[] {
  const isClosed = settings.accessToken === undefined && settings.privateKey === undefined
  return isClosed ? [] : [hostOf(settings)]
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
    const answer = await platform.authorized(
      previous => accessToken(previous, settings, platform),
      token => ({
        url: `https://${hostOf(settings)}/services/rest/record/v1/${want.ref.document}`,
        headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
        json: shape,
      }),
    )
    if (answer.status === 403) {
      isClosed = true
      continue
    }
    for (const piece of completed(want, answer)) {
      yield { ...piece, events: piece.events.flatMap(read => [read, ...consents(want, read)]) }
    }
  }
  if (isClosed) throw new PlatformError('auth_failed', 'the role may not read all of them')
}

/** The record says what became of a consent that is known to have changed. */
function consents({ ref }: Wanted, read: PlatformEvent): readonly PlatformEvent[] {
  const id = textOrNull(ref, '/consent/id')
  if (id === null) return []
  const changed = consentFields(valueAt(ref, '/consent/fields'))
  const meaning = consentIn(changed, field => valueAt(read.data, `/${field}`))
  return meaning === null ? [] : [{ ...read, meaning, id }]
}
