import type { IntegrationAdapter } from '../contract/adapter.ts'
import type { PersonRedaction } from '../contract/redact.ts'

/** Where a platform cannot be told, a person erases what is listed, by the guide. */
export const redactByHand: PersonRedaction = {
  async find({ references }) {
    return references.map(target => ({
      target,
      action: 'by_hand',
      expected: 'manual_required',
    }))
  },
  async erase() {
    return { outcome: 'manual_required' }
  },
  async check() {
    return { found: 'unverifiable' }
  },
}

/** Has a person to erase people at the platform, as its adapter has no code for it? */
export function isErasedByHand(adapter: Pick<IntegrationAdapter, 'redact'>): boolean {
  return adapter.redact === redactByHand
}
