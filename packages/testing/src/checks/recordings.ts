import assert from 'node:assert/strict'
import type { Check, Play } from './check.ts'

/** One check for each recording: it does what it says it does. */
export function recordingChecks(plays: readonly Play[]): readonly Check[] {
  return plays.map(({ file, comparison: { differences } }) => ({
    name: `recordings: ${file}`,
    run() {
      assert.ok(differences.length === 0, differences.join('\n'))
    },
  }))
}
