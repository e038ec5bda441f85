import assert from 'node:assert/strict'
import type { JsonObject, JsonValue } from '@conduit/core'
import { address, channelOf } from '../play/address.ts'
import {
  type Installation,
  type InstalledConnection,
  install,
  strangerTo,
} from '../play/install.ts'
import { createRig, type Rig, testKeyring } from '../play/rig.ts'
import { expectStatus, withEach, withRig } from './assertions.ts'
import type { Check, Play } from './check.ts'
import { nothingTaken } from './signature-bytes.ts'
import type { Specimen } from './specimen.ts'
import { hasCredential, wrongCredentials } from './wrong-credentials.ts'

/** Nobody gets in with, or at, what is somebody else's. */
export const tenancyChecks: readonly Check[] = [
  {
    name: 'tenancy: a wrong credential is refused, always in the same words',
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
        ...{ adapter, keyring: testKeyring, connection, scope: 'poll' as const },
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
    skip: ({ adapter, specimens }) => {
      if (adapter.authenticate.mints === 'account') return 'one signature speaks for all accounts'
      return specimens.some(each => elsewhere(each) !== null)
        ? null
        : 'its settings name no account: a connection takes what its own URL receives'
    },
    run: async ({ specimens }) => {
      for (const specimen of specimens) {
        const changed = elsewhere(specimen)
        if (changed === null) continue
        // With the account at home elsewhere, and with nobody who has it.
        for (const others of [[changed.neighbour], []]) {
          await withRig(specimen.open(changed.installation, others), async rig => {
            await rig.send(specimen.with(specimen.request.body))
            assertNotTaken(specimen, changed, rig)
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
  assert.equal(rig.store.deliveries.length, 0, `${file}: nothing is recorded`)
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
  assert.deepEqual(
    taken.map(({ type, account }) => `${type} of account ${account}`),
    [],
    what,
  )
  const nobodys = activities.filter(({ account }) => account === null).length
  assert.ok(nobodys <= withoutAccount, `${what}: events whose account is not told`)
}

/** A specimen's accounts in other hands. */
interface Elsewhere {
  readonly installation: Installation
  readonly neighbour: InstalledConnection
  readonly foreign: readonly string[]
  /** How many of its events rightly belong to no account. */
  readonly withoutAccount: number
}

/**
 * The delivery's accounts given to another controller's connection, which has the same secret as
 * its own; the caller names others instead. Null where settings name no account of the delivery.
 */
function elsewhere({ play, installation, recording }: Specimen): Elsewhere | null {
  if (recording.credentials.connections !== undefined) return null
  const [caller] = installation.connections
  const foreign = accountsOf(play).filter(
    account =>
      JSON.stringify(replaceAccounts(caller.settings, [account])) !==
      JSON.stringify(caller.settings),
  )
  if (foreign.length === 0) return null
  const neighbour: InstalledConnection = { ...strangerTo(installation), accounts: foreign }
  const own = {
    ...caller,
    settings: replaceAccounts(caller.settings, foreign) as JsonObject,
    accounts: caller.accounts.map(account =>
      foreign.includes(account) ? other(account) : account,
    ),
  }
  return {
    ...{ neighbour, foreign, withoutAccount: withoutAccount(play) },
    installation: { options: installation.options, connections: [own] as const },
  }
}

/** Accounts by what was recorded, and by what the recording says should have been. */
function accountsOf({ observed, recording }: Play): readonly string[] {
  const said = (recording?.expect.events ?? []).flatMap(({ tenant = {} }) =>
    Object.entries(tenant).flatMap(([name, value]) => (name === 'did' ? [] : String(value))),
  )
  const seen = (observed?.activities ?? []).flatMap(({ account }) => account ?? [])
  return [...new Set([...said, ...seen])]
}

/** Events of the delivery that rightly belong to no account. */
function withoutAccount({ observed, recording }: Play): number {
  const events = recording?.expect.events ?? []
  if (events.some(({ tenant }) => tenant !== undefined)) {
    return events.filter(({ tenant }) => tenant === undefined).length
  }
  return (observed?.activities ?? []).filter(({ account }) => account === null).length
}

function replaceAccounts(value: JsonValue, accounts: readonly string[]): JsonValue {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value).map(([key, each]) => [
      key,
      replaceAccounts(each, accounts),
    ])
    return Object.fromEntries(entries)
  }
  if (Array.isArray(value)) return value.map(each => replaceAccounts(each, accounts))
  if (typeof value === 'string' && accounts.includes(value)) return other(value)
  if (typeof value === 'number' && accounts.includes(String(value))) return value + 1
  return value
}

function other(account: string): string {
  return `${account.slice(0, -1)}${account.endsWith('7') ? '8' : '7'}`
}
