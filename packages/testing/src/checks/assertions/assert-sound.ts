import assert from 'node:assert/strict'
import type { TestServer } from '@conduit/recordings/player'

/** Insists that no method of the adapter threw anything but a refusal. */
export function assertSound(thrown: TestServer['adapterCalls']['thrown'], what: string): void {
  const [defect] = thrown
  assert.ok(defect === undefined, `${what}: ${defect?.method} threw ${String(defect?.error)}`)
}
