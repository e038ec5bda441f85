import type { Integration, Platform, PlatformEvent, Read, Want } from '@conduit/core'
import { completed, marketingConsent, textOrNull, valueAt } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { callNetSuite, recordUrl } from './api.ts'
import { consentFields, consentIn } from './consent.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads a record that came without its content. One that is gone holds no personal data.
 * @see https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_1545141500.html
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const url = recordUrl(settings, String(want.ref.document))
  const answer = await callNetSuite(settings, platform, { url, json: shape })
  const record = completed(want, answer)
  return record.event ? { ...record, further: consentsOf(want, record.event) } : record
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
