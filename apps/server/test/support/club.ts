import {
  accountId,
  type DefinedAdapter,
  defineAdapter,
  didAndKey,
  email,
  json,
  outcomeOfAbsence,
  type Platform,
  type RedactTarget,
  type RedactTask,
  secret,
} from '@conduit/core'
import {
  type FakeAnswer,
  type PlatformCall,
  type StatefulPlatform,
  statefulPlatform,
} from '@conduit/recordings'
import { Type } from '@sinclair/typebox'
import type { Test } from 'tap'
import { guides } from './guides.ts'

/** A call that changes a club, or asks it for something. */
export interface ClubCall {
  readonly method: string
  readonly host: string
  /** `members`, `letters`, `blocks`, `jobs`. */
  readonly kind: string
  readonly id: string
}

/** A member, as a club has it. */
interface ClubMember {
  readonly email: string
  /** Ids of what was written to it. */
  readonly letters: string[]
}

/** Clubs on loopback, one for each host, that remember whom they know. */
export interface Clubs {
  readonly platform: StatefulPlatform
  /** By host and id, with a blank between them. */
  readonly members: Map<string, ClubMember>
  readonly letters: Set<string>
  readonly blocks: Set<string>
  /** Erasures that are worked on, by host and id of the member: so many looks until they are done. */
  readonly jobs: Map<string, number>
  /** Calls that change something, in order. */
  readonly changes: ClubCall[]
  /** What a call is answered with; null: as usual. Changed by tests. */
  behave: (call: ClubCall) => FakeAnswer | null
  /** What happens between a call that changes something and its note. Changed by tests. */
  during: (call: ClubCall) => Promise<void>
}

/** Starts them; they end with the test. */
export async function clubs(t: Test): Promise<Clubs> {
  const platform = await statefulPlatform(respond)
  t.teardown(() => platform.close())
  const all: Clubs = {
    ...{ platform, members: new Map(), letters: new Set(), blocks: new Set(), jobs: new Map() },
    ...{ changes: [], behave: () => null, during: async () => undefined },
  }
  return all

  function respond({ method, url }: PlatformCall): FakeAnswer {
    const [, kind = '', id = ''] = url.pathname.split('/').map(decodeURIComponent)
    const call = { method, host: url.host, kind, id }
    if (method !== 'GET') all.changes.push(call)
    const behaved = all.behave(call)
    if (behaved !== null) return behaved
    const key = `${url.host} ${id}`
    if (kind === 'jobs') return jobAnswer(key)
    if (method === 'PUT') {
      all.blocks.add(key)
      return { status: 200, json: {} }
    }
    if (method === 'DELETE') return { status: erase(kind, key) ? 200 : 404 }
    if (kind === 'blocks') return { status: all.blocks.has(key) ? 200 : 404, json: {} }
    if (kind === 'letters') return { status: all.letters.has(key) ? 200 : 404, json: {} }
    const address = url.searchParams.get('email')
    if (address !== null) return { status: 200, json: idsOf(url.host, address) }
    const member = all.members.get(key)
    return member === undefined ? { status: 404 } : { status: 200, json: member }
  }

  function erase(kind: string, key: string): boolean {
    return kind === 'letters' ? all.letters.delete(key) : all.members.delete(key)
  }

  function idsOf(host: string, address: string): readonly string[] {
    return [...all.members].flatMap(([key, { email: own }]) =>
      key.startsWith(`${host} `) && own === address ? [key.slice(host.length + 1)] : [],
    )
  }

  function jobAnswer(key: string): FakeAnswer {
    const left = (all.jobs.get(key) ?? 0) - 1
    all.jobs.set(key, left)
    if (left < 0) all.members.delete(key)
    return { status: 200, json: { done: left < 0 } }
  }
}

const settings = Type.Object(
  {
    host: Type.String({ description: 'Where its API is.' }),
    apiKey: Type.Optional(secret(Type.String({ description: 'Key of its API.' }))),
  },
  { additionalProperties: false },
)

const payload = Type.Object({ id: Type.String(), member: Type.Object({}) })

/** A club can suppress, erase letters and members; calls with `x-proof: good` are signed. */
export function clubAdapter(of: Pick<Clubs, 'during'>): DefinedAdapter {
  return defineAdapter({
    name: 'club',
    title: 'Club',
    settings,
    endpoint: { formats: [json()], payload },
    tables: {
      events: [{ type: '*', meaning: 'subject.updated' }],
      pii: [
        { path: '/member/email', ...email() },
        { path: '/member/id', ...accountId({ object: 'member' }) },
      ],
    },
    authenticate: didAndKey(),
    verifySignature: request => (request.header('x-proof') === 'good' ? 'signed' : 'unsigned'),
    parseEvent: ({ payload: { id, member } }) => ({
      deliveryId: id,
      events: [
        {
          ...{ type: 'member', meaning: 'subject.updated', id, path: '', occurredAt: null },
          data: { member },
        },
      ],
    }),
    hosts: ({ host, apiKey }) => (apiKey === undefined ? [] : [host]),
    redact: {
      async find({ identifiers, references }, { settings: { host } }, platform) {
        const ids = new Set(references.map(({ id }) => id))
        for (const { category, value } of identifiers) {
          if (category !== 'email') continue
          const found = await read(platform, host, `members?email=${encodeURIComponent(value)}`)
          for (const id of found as readonly string[]) ids.add(id)
        }
        const targets: RedactTarget[] = []
        for (const id of ids) {
          const member = (await read(platform, host, `members/${id}`)) as ClubMember | null
          if (member !== null) targets.push(...targetsOf(id, member.letters))
        }
        return targets
      },
      async erase(task, { settings: { host } }, platform) {
        const { object, id } = task.target
        if (task.accepted !== null) return await jobOf(platform, host, id)
        const method = object === 'block' ? ('PUT' as const) : ('DELETE' as const)
        const kind = `${object}s`
        const url = `https://${host}/${kind}/${id}`
        const { status } = await platform.request({ method, url, idempotent: false })
        await of.during({ method, host, kind, id })
        if (status === 404) return { outcome: outcomeOfAbsence(task) }
        if (status === 409) return { outcome: 'manual_required', instructions: 'Ask its office.' }
        if (status === 423) return { again: at(platform, 30 * 86_400), waitsFor: 'too_young' }
        if (status === 425) return { again: at(platform, 3_600), waitsFor: 'too_young' }
        if (status === 202)
          return { again: at(platform, 60), progress: { job: id }, waitsFor: 'job_running' }
        return object === 'block' ? { outcome: 'suppressed' } : { outcome: 'erased' }
      },
      async check({ target: { object, id } }, { settings: { host } }, platform) {
        const found = await read(platform, host, `${object}s/${id}`)
        if (object === 'block') return { found: found === null ? 'remains' : 'clean' }
        if (found === null) return { found: 'clean' }
        return { found: 'remains', again: at(platform, 300), why: 'It is still there.' }
      },
    },
    guides,
  }) as DefinedAdapter
}

function targetsOf(id: string, letters: readonly string[]): readonly RedactTarget[] {
  return [
    { target: { object: 'block', id }, action: 'suppress', expected: 'suppressed' },
    ...letters.map(
      (letter): RedactTarget => ({
        target: { object: 'letter', id: letter },
        action: 'erase',
        expected: 'erased',
        retained: ['the day on which it was sent'],
        justification: 'Its sender keeps it.',
      }),
    ),
    { target: { object: 'member', id }, action: 'erase', expected: 'erased' },
  ]
}

async function jobOf(
  platform: Platform,
  host: string,
  id: RedactTask['target']['id'],
): ReturnType<NonNullable<DefinedAdapter['redact']>['erase']> {
  const { done } = (await read(platform, host, `jobs/${id}`)) as { done: boolean }
  return done ? { outcome: 'erased' } : { again: at(platform, 60), waitsFor: 'job_running' }
}

async function read(platform: Platform, host: string, path: string): Promise<unknown> {
  const answer = await platform.request({ url: `https://${host}/${path}` })
  return answer.status === 404 ? null : JSON.parse(answer.text || 'null')
}

function at({ now }: Platform, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1_000)
}
