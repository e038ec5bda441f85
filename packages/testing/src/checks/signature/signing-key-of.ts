import type { IntegrationAdapter } from '@conduit/core'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { attempt } from './attempt.ts'
import { otherSecret } from './other-secret.ts'
import { provingKeys } from './proving-keys.ts'

/** The one key whose secret signs this delivery; undefined: no single one does. */
export function signingKeyOf(
  adapter: IntegrationAdapter,
  delivery: RecordedDelivery,
): string | undefined {
  const { settings, request, sign } = delivery
  const signed = JSON.stringify(sign(request.body))
  return provingKeys(adapter, settings).find(key => {
    if (typeof settings[key] !== 'string') return false
    const changed = { ...settings, [key]: otherSecret(settings[key]) }
    return JSON.stringify(attempt(() => sign(request.body, changed))) !== signed
  })
}
