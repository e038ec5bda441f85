import assert from 'node:assert/strict'
import type { Play } from '@conduit/recordings/player'
import type { Check } from '../context/check.ts'

/** One check for each recording: it does what it says it does. */
export function recordingChecks(plays: readonly Play[]): readonly Check[] {
  return plays.map(({ file, comparison: { differences } }) => ({
    name: `recordings: ${file}`,
    hint: 'the recording is what the platform sends, and what must come of it: correct the adapter, or the recording where the platform’s own pages say otherwise.',
    run() {
      assert.ok(differences.length === 0, differences.join('\n'))
    },
  }))
}
