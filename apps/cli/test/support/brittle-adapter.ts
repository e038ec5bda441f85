import { defineAdapter, didAndKey, json } from '@conduit/core'
import { Type } from '@sinclair/typebox'

let isMended = false

/** From now on the adapter can read what it could not. */
export function mend(): void {
  isMended = true
}

export default defineAdapter({
  name: 'brittle',
  title: 'Brittle',
  settings: Type.Object(
    { region: Type.Optional(Type.String({ description: 'Where it is.' })) },
    { additionalProperties: false },
  ),
  endpoint: { formats: [json()], payload: Type.Object({}) },
  tables: { events: [{ type: 'thing.happened', meaning: 'processing' }], pii: [] },
  authenticate: didAndKey(),
  verifySignature: () => 'signed',
  parseEvent() {
    if (!isMended) throw new Error('cannot read jane@example.com')
    const event = { type: 'thing.happened', meaning: 'processing', occurredAt: null } as const
    return { deliveryId: 'one', events: [{ ...event, id: 'one', path: '', data: {} }] }
  },
  // They lie where they were written, not where this is compiled to.
  guides: {
    connect: new URL('../../../test/support/connect.md', import.meta.url),
    erase: new URL('../../../test/support/erase.md', import.meta.url),
  },
})
