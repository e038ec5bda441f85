import assert from 'node:assert/strict'
import { expectStatus, withEach } from './assertions.ts'
import type { Check, SuiteContext } from './check.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

const copies = 20

/** Platforms send again what they think was lost; it must be the same delivery, not another. */
export const repetitionChecks: readonly Check[] = [
  {
    name: 'repetition: what comes twice is recorded once',
    skip: unrecognisable,
    run: ({ specimens }) =>
      withEach(specimens.filter(isRecognisable), async (specimen, rig) => {
        const request = specimen.with(specimen.request.body)
        await expectStatus(rig, request, [200], `${specimen.file}: first`)
        const recorded = [rig.store.deliveries.length, rig.store.activities.length]
        const again = await expectStatus(rig, request, [200], `${specimen.file}: again`)
        assert.deepEqual(
          [rig.store.deliveries.length, rig.store.activities.length],
          recorded,
          `${specimen.file}: deliveries and activities after a repetition`,
        )
        assert.equal(
          again.observation?.code,
          'duplicate',
          `${specimen.file}: known as a repetition`,
        )
      }),
  },
  {
    name: 'repetition: twenty at the same time are recorded once',
    skip: unrecognisable,
    run: ({ specimens }) =>
      withEach(specimens.filter(isRecognisable), async (specimen, rig) => {
        const request = specimen.with(specimen.request.body)
        await Promise.all(Array.from({ length: copies }, () => rig.send(request)))
        const codes = rig.observations.map(({ code }) => code).sort()
        const expected = [...Array.from({ length: copies - 1 }, () => 'duplicate'), 'ok']
        assert.deepEqual(codes, expected, specimen.file)
        const { observed } = specimen.play
        assert.equal(
          rig.store.deliveries.length,
          new Set(observed?.deliveries.map(({ connectionId }) => connectionId)).size,
          `${specimen.file}: one delivery for each connection`,
        )
      }),
  },
]

/** All that was recorded of it has something to be known by, or should have by the recording. */
function isRecognisable({ play: { observed }, recording: { expect } }: Specimen): boolean {
  if (typeof expect.deliveryId === 'string') return true
  const records = observed?.rig.captured.records ?? []
  const keys = records.flatMap(record => [
    ...record.activities.map(activity => activity.keys.length),
    ...(record.activities.length === 0 ? [record.keys.length] : []),
  ])
  return keys.length > 0 && keys.every(count => count > 0)
}

function unrecognisable({ specimens }: SuiteContext): string | null {
  if (specimens.length === 0) return nothingTaken
  if (specimens.some(isRecognisable)) return null
  return 'its recordings give neither events nor deliveries an identity'
}
