import type { Rig } from '@conduit/recordings/player'
import { assertSame, expectStatus, withRig } from './assertions.ts'
import type { Check, SuiteContext } from './check.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'

const copies = 20

/** Platforms send again what they think was lost; it must be the same delivery, not another. */
export const repetitionChecks: readonly Check[] = [
  {
    name: 'repetition: what comes again, later or at once, is recorded once',
    hint: 'give each event an id, or keys, from what the platform sent, that is the same when it is sent again: no time of arrival, nothing by chance.',
    skip: unrecognisable,
    run: async ({ specimens }) => {
      for (const specimen of specimens.filter(isRecognisable)) {
        await withRig(specimen.open(), rig => assertOnceLater(specimen, rig))
        await withRig(specimen.open(), rig => assertOnceTogether(specimen, rig))
      }
    },
  },
]

async function assertOnceLater(specimen: Specimen, rig: Rig): Promise<void> {
  const { file } = specimen
  const request = specimen.with(specimen.request.body)
  await expectStatus(rig, request, [200], `${file}: first`)
  const recorded = [rig.store.deliveries.length, rig.store.activities.length]
  const again = await expectStatus(rig, request, [200], `${file}: again`)
  const now = [rig.store.deliveries.length, rig.store.activities.length]
  assertSame(now, recorded, `${file}: deliveries and activities after a repetition`)
  const { code } = again.observation ?? {}
  assertSame(code, 'duplicate', `${file}: sent again it was taken for`)
}

async function assertOnceTogether({ file, play, ...specimen }: Specimen, rig: Rig): Promise<void> {
  const request = specimen.with(specimen.request.body)
  await Promise.all(Array.from({ length: copies }, () => rig.send(request)))
  const fresh = rig.observations.filter(({ code }) => code !== 'duplicate')
  assertSame(fresh.length, 1, `${file}: of ${copies} at once there were taken for new`)
  const connections = new Set(play.observed?.deliveries.map(each => each.connectionId))
  const { length } = rig.store.deliveries
  assertSame(length, connections.size, `${file}: deliveries, one for each connection`)
}

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
