import assert from 'node:assert/strict'
import { address } from '@conduit/recordings'
import {
  channelOf,
  createRig,
  install,
  type Play,
  type Rig,
  sealForTest,
  strangerTo,
} from '@conduit/recordings/player'
import { assertNone, assertSame, expectStatus, withEach, withRig } from './assertions.ts'
import type { Check } from './check.ts'
import { type Elsewhere, elsewhere } from './elsewhere.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'
import { hasCredential, wrongCredentials } from './wrong-credentials.ts'

/** Nobody gets in with, or at, what is somebody else's. */
export const tenancyChecks: readonly Check[] = [
  {
    name: 'tenancy: a wrong credential is refused, always in the same words',
    hint: 'leave authentication to a ready authenticator, and let reply() say the same whatever was wrong.',
    skip: ({ adapter, specimens }) => {
      if (specimens.length === 0) return nothingTaken
      if (adapter.authenticate.mints === 'account') return 'its calls carry no credential of ours'
      return specimens.some(isCredited) ? null : 'its recordings carry no credential'
    },
    run: ({ specimens }) =>
      withEach(specimens.filter(isCredited).slice(0, 1), async (specimen, rig) => {
        const request = specimen.with(specimen.request.body)
        const [connection] = specimen.installation.connections
        const boundTo = channelOf(specimen.recording.credentials)
        const wrong = await wrongCredentials(request, { connection, scope: 'event', boundTo })
        await assertRefused(rig, wrong, specimen.file)
      }),
  },
  {
    name: 'tenancy: a wrong credential polls nothing',
    hint: 'leave authentication to a ready authenticator.',
    skip: ({ adapter, plays }) => {
      if (adapter.authenticate.mints === 'account') return 'its calls carry no credential of ours'
      return plays.some(isPoll) ? null : 'no recording polls'
    },
    run: async ({ adapter, samples, plays }) => {
      const recording = plays.find(isPoll)?.recording
      if (recording?.poll === undefined) return
      const installation = install(adapter, samples, recording)
      const [connection] = installation.connections
      const request = await address(recording, recording.poll.request, {
        ...{ adapter, seal: sealForTest, connection, scope: 'poll' as const },
        stranger: strangerTo(installation),
      })
      const holder = { connection, scope: 'poll' as const, boundTo: null }
      await withRig(createRig(adapter, installation), async rig => {
        await assertRefused(rig, await wrongCredentials(request, holder), 'poll')
      })
    },
  },
  {
    name: 'tenancy: events of an account that is another’s are not recorded',
    hint: 'say in parseEvent whose each event is (account), and in accounts() which are the connection’s.',
    skip: ({ deliveries }) =>
      deliveries.some(each => elsewhere(each) !== null)
        ? null
        : 'its settings name no account: a connection takes what its own URL receives',
    run: async ({ deliveries }) => {
      for (const specimen of deliveries) {
        const changed = elsewhere(specimen)
        if (changed === null) continue
        // With the account at home elsewhere, and with nobody who has it.
        for (const others of [[changed.neighbour], []]) {
          await withRig(specimen.open(changed.installation, others), async rig => {
            const reply = await rig.send(specimen.with(specimen.request.body))
            assertNotTaken(specimen, changed, rig)
            if (reply.status === 200) assertCounted(specimen, changed, rig)
          })
        }
      }
    },
  },
]

function isCredited({ request }: Specimen): boolean {
  return hasCredential(request)
}

function isPoll({ recording }: Play): boolean {
  return recording?.poll !== undefined
}

async function assertRefused(
  rig: Rig,
  wrong: Awaited<ReturnType<typeof wrongCredentials>>,
  file: string,
): Promise<void> {
  const bodies = new Set<string>()
  for (const [what, request] of wrong) {
    const reply = await expectStatus(rig, request, [401], `${file}: ${what}`)
    bodies.add(reply.body)
  }
  assert.equal(bodies.size, 1, `${file}: replies differ: ${[...bodies].join(' | ')}`)
  assertSame(rig.store.deliveries.length, 0, `${file}: recorded of refused calls`)
}

function assertNotTaken(
  { file }: Specimen,
  { neighbour, foreign, withoutAccount }: Elsewhere,
  { store: { activities } }: Rig,
): void {
  const what = `${file}: recorded for somebody whose account it is not`
  const taken = activities.filter(
    ({ connectionId, account }) =>
      connectionId === neighbour.id || (account !== null && foreign.includes(account)),
  )
  assertNone(
    taken.map(({ type, account }) => `${type} of account ${account}`),
    what,
  )
  const nobodys = activities.filter(({ account }) => account === null).length
  assert.ok(nobodys <= withoutAccount, `${what}: events whose account is not told`)
}

/** What is not taken is counted, so that somebody may wonder; where no connection is called, nobody can. */
function assertCounted({ file, seen }: Specimen, { foreign }: Elsewhere, rig: Rig): void {
  if (seen.adapter.authenticate.mints === 'account') return
  const { records } = rig.captured
  const counted = records.reduce((sum, { ignored, rejected }) => sum + ignored + rejected, 0)
  const events = rig.sight.parsed.flatMap(({ parsed }) => parsed.events)
  const expected = events.filter(({ account = '' }) => foreign.includes(account)).length
  assert.ok(
    counted >= expected,
    `${file}: ${expected} events are of another account, ${counted} are counted`,
  )
}
