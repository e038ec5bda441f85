import { type PlatformEvent, textOf, valueAt } from '@conduit/core'

/** In the spelling of the REST API; scripts write them in lower case. */
const fields = ['globalSubscriptionStatus', 'unsubscribe'] as const

/** The fields of consent among those that changed. */
export function consentFields(changedFields: unknown): readonly string[] {
  if (!Array.isArray(changedFields)) return []
  const changed = new Set(changedFields.map(name => textOf(name)?.toLowerCase()))
  return fields.filter(field => changed.has(field.toLowerCase()))
}

/**
 * What the values of these fields say. If they disagree the consent is withdrawn; what they do not
 * say is not made up.
 */
export function consentIn(
  changed: readonly string[],
  read: (field: string) => unknown,
): PlatformEvent['meaning'] | null {
  const texts = changed.map(field => {
    const value = read(field)
    const said = valueAt(value, '/refName') ?? value
    return typeof said === 'boolean' ? String(said) : (textOf(said) ?? '')
  })
  if (texts.some(text => /^(t|true)$|\bopt.?out\b/i.test(text))) return 'consent.withdrawn'
  if (texts.some(text => /^(f|false)$|\bopt.?in\b/i.test(text))) return 'consent.granted'
  return null
}
