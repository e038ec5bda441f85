import type { Answer, Integration, Platform, PlatformEvent, Read, Want } from '@conduit/core'
import { completed, marketingConsent, textOrNull, valueAt } from '@conduit/core'
import { type TSchema, Type } from '@sinclair/typebox'
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
 * Reads a record that came without its content. One that is gone holds no personal data.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545141500.html
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const answer = await askNetSuite(settings, String(want.ref.document), platform, shape)
  const record = completed(want, answer)
  return record.event ? { ...record, further: consentsOf(want, record.event) } : record
}

/** Asks for a document of the account, with its own token. @throws `PlatformError` */
export async function askNetSuite(
  settings: Settings,
  document: string,
  platform: Platform,
  json: TSchema,
): Promise<Answer> {
  return await platform.authorized(
    previous => accessToken(previous, settings, platform),
    token => ({
      url: `https://${hostOf(settings)}/services/rest/record/v1/${document}`,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      json,
    }),
  )
}

/** The record says what became of a consent that is known to have changed. */
function consentsOf({ ref }: Want, event: PlatformEvent): readonly PlatformEvent[] {
  const id = textOrNull(ref, '/consent/id')
  if (id === null) return []
  const changed = consentFields(valueAt(ref, '/consent/fields'))
  const meaning = consentIn(changed, field => valueAt(event.data, `/${field}`))
  if (meaning === null) return []
  return [{ ...event, meaning, id, consents: marketingConsent(meaning, 'email') }]
}
