import assert from 'node:assert/strict'
import { address } from '@conduit/recordings'
import {
  channelOf,
  createTestServer,
  install,
  otherTenantOf,
  type Play,
  sealForTest,
  type TestServer,
} from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import { assertSame } from '../assertions/assert-same.ts'
import { expectStatus } from '../assertions/expect-status.ts'
import type { Check } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { withEach, withServer } from '../context/with-server.ts'
import { type MovedAccounts, moveAccounts } from './move-accounts.ts'
import { hasCredential, wrongCredentials } from './wrong-credentials.ts'

/** Nobody gets in with, or at, what is somebody else's. */
export const tenancyChecks: readonly Check[] = [
  {
    name: 'tenancy: a wrong credential is refused, always in the same words',
    hint: 'leave authentication to a ready authenticator, and let reply() say the same whatever was wrong.',
    skip: ({ adapter, oneOfEachKind }) => {
      if (oneOfEachKind.length === 0) return nothingTaken
      if (adapter.authenticate.mints === 'account') return 'its calls carry no credential of ours'
      return oneOfEachKind.some(isCredited) ? null : 'its recordings carry no credential'
    },
    run: ({ oneOfEachKind }) =>
      withEach(oneOfEachKind.filter(isCredited).slice(0, 1), async (delivery, server) => {
        const request = delivery.with(delivery.request.body)
        const [integration] = delivery.installation.integrations
        const boundTo = channelOf(delivery.recording.credentials)
        const wrong = await wrongCredentials(request, { integration, scope: 'event', boundTo })
        await assertRefused(server, wrong, delivery.file)
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
      const [integration] = installation.integrations
      const request = await address(recording, recording.poll.request, {
        ...{ adapter, seal: sealForTest, integration, scope: 'poll' as const },
        stranger: otherTenantOf(installation),
      })
      const holder = { integration, scope: 'poll' as const, boundTo: null }
      await withServer(createTestServer(adapter, installation), async server => {
        await assertRefused(server, await wrongCredentials(request, holder), 'poll')
      })
    },
  },
  {
    name: 'tenancy: events of an account that is another’s are not recorded',
    hint: 'say in parseEvent whose each event is (account), and in accounts() which are the integration’s.',
    skip: ({ deliveries }) =>
      deliveries.some(each => moveAccounts(each) !== null)
        ? null
        : 'its settings name no account: an integration takes what its own URL receives',
    run: async ({ deliveries }) => {
      for (const delivery of deliveries) {
        const changed = moveAccounts(delivery)
        if (changed === null) continue
        // With the account at home moveAccounts, and with nobody who has it.
        for (const others of [[changed.otherTenant], []]) {
          await withServer(delivery.open(changed.installation, others), async server => {
            const reply = await server.send(delivery.with(delivery.request.body))
            assertNotTaken(delivery, changed, server)
            if (reply.status === 200) assertCounted(delivery, changed, server)
          })
        }
      }
    },
  },
]

function isCredited({ request }: RecordedDelivery): boolean {
  return hasCredential(request)
}

function isPoll({ recording }: Play): boolean {
  return recording?.poll !== undefined
}

async function assertRefused(
  server: TestServer,
  wrong: Awaited<ReturnType<typeof wrongCredentials>>,
  file: string,
): Promise<void> {
  const bodies = new Set<string>()
  for (const [what, request] of wrong) {
    const reply = await expectStatus(server, request, [401], `${file}: ${what}`)
    bodies.add(reply.body)
  }
  assert.equal(bodies.size, 1, `${file}: replies differ: ${[...bodies].join(' | ')}`)
  assertSame(server.store.deliveries.length, 0, `${file}: recorded of refused calls`)
}

function assertNotTaken(
  { file }: RecordedDelivery,
  { otherTenant, foreign, withoutAccount }: MovedAccounts,
  { store: { activities } }: TestServer,
): void {
  const what = `${file}: recorded for somebody whose account it is not`
  const taken = activities.filter(
    ({ integrationId, account }) =>
      integrationId === otherTenant.id || (account !== null && foreign.includes(account)),
  )
  assertNone(
    taken.map(({ type, account }) => `${type} of account ${account}`),
    what,
  )
  const nobodys = activities.filter(({ account }) => account === null).length
  assert.ok(nobodys <= withoutAccount, `${what}: events whose account is not told`)
}

/** What is not taken is counted, so that somebody may wonder; where no integration is called, nobody can. */
function assertCounted(
  { file, seen }: RecordedDelivery,
  { foreign }: MovedAccounts,
  server: TestServer,
): void {
  if (seen.adapter.authenticate.mints === 'account') return
  const { records } = server.captured
  const counted = records.reduce((sum, { ignored, rejected }) => sum + ignored + rejected, 0)
  const events = server.adapterCalls.parsed.flatMap(({ parsed }) => parsed.events)
  const expected = events.filter(({ account = '' }) => foreign.includes(account)).length
  assert.ok(
    counted >= expected,
    `${file}: ${expected} events are of another account, ${counted} are counted`,
  )
}
