import type { TestServer } from '@conduit/recordings/player'
import { assertSame } from '../assertions/assert-same.ts'
import { expectStatus } from '../assertions/expect-status.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withServer } from '../context/with-server.ts'

const copies = 20

/** Platforms send again what they think was lost; it must be the same delivery, not another. */
export const repetitionChecks: readonly Check[] = [
  {
    name: 'repetition: what comes again, later or at once, is recorded once',
    hint: 'give each event an id, or keys, from what the platform sent, that is the same when it is sent again: no time of arrival, nothing by chance.',
    skip: unrecognisable,
    run: async ({ oneOfEachKind }) => {
      for (const delivery of oneOfEachKind.filter(isRecognisable)) {
        await withServer(delivery.open(), server => assertOnceLater(delivery, server))
        await withServer(delivery.open(), server => assertOnceTogether(delivery, server))
      }
    },
  },
]

async function assertOnceLater(delivery: RecordedDelivery, server: TestServer): Promise<void> {
  const { file } = delivery
  const request = delivery.with(delivery.request.body)
  await expectStatus(server, request, [200], `${file}: first`)
  const recorded = [server.store.deliveries.length, server.store.activities.length]
  const again = await expectStatus(server, request, [200], `${file}: again`)
  const now = [server.store.deliveries.length, server.store.activities.length]
  assertSame(now, recorded, `${file}: deliveries and activities after a repetition`)
  const { code } = again.observation ?? {}
  assertSame(code, 'duplicate', `${file}: sent again it was taken for`)
}

async function assertOnceTogether(
  { file, play, ...delivery }: RecordedDelivery,
  server: TestServer,
): Promise<void> {
  const request = delivery.with(delivery.request.body)
  await Promise.all(Array.from({ length: copies }, () => server.send(request)))
  const fresh = server.observations.filter(({ code }) => code !== 'duplicate')
  assertSame(fresh.length, 1, `${file}: of ${copies} at once there were taken for new`)
  const integrations = new Set(play.observed?.deliveries.map(each => each.integrationId))
  const { length } = server.store.deliveries
  assertSame(length, integrations.size, `${file}: deliveries, one for each integration`)
}

/** All that was recorded of it has something to be known by, or should have by the recording. */
function isRecognisable({ play: { observed }, recording: { expect } }: RecordedDelivery): boolean {
  if (typeof expect.deliveryId === 'string') return true
  const records = observed?.server.captured.records ?? []
  const keys = records.flatMap(record => [
    ...record.activities.map(activity => activity.keys.length),
    ...(record.activities.length === 0 ? [record.keys.length] : []),
  ])
  return keys.length > 0 && keys.every(count => count > 0)
}

function unrecognisable({ oneOfEachKind }: SuiteContext): string | null {
  if (oneOfEachKind.length === 0) return nothingTaken
  if (oneOfEachKind.some(isRecognisable)) return null
  return 'its recordings give neither events nor deliveries an identity'
}
