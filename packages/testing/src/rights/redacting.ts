import assert from 'node:assert/strict'
import {
  isPlatformError,
  type KnownPerson,
  type RedactCheck,
  type RedactionEnd,
  type RedactionOutcome,
  type RedactTarget,
  type RedactTask,
  type Reference,
} from '@conduit/core'
import type { PlatformFault } from '@conduit/recordings'
import { accessTo, snapshot } from './connected.ts'
import type { Tried as TriedOn, UnderTest } from './parts.ts'

/** Who is at the platform, and what becomes of it. */
export interface RedactedPeople {
  /** Ways to name one person, each by itself: by address, by number, by reference. All find the same. */
  readonly person: readonly KnownPerson[]
  /** Texts of that person that the platform holds, and holds no more afterwards. */
  readonly goes: readonly string[]
  /** Texts that stay, as the targets say by `retained`; default: there are none. */
  readonly stays?: readonly string[]
  /** Texts of other people, one of the same name among them. They stay. */
  readonly others: readonly string[]
  /** Ways to name people whom the platform does not know, though it knows some that look alike. */
  readonly strangers: readonly KnownPerson[]
  /** Objects that there are not any more, or never were. */
  readonly gone: readonly RedactTarget[]
  /** How the objects end if all goes well, by their kind. */
  readonly outcomes: Readonly<Record<string, RedactionOutcome>>
  /** What the platform does in its own time; default: it does all at once. */
  settle?(): void
}

/** A platform with people in it, and the adapter that erases there. */
export type RedactionScene = UnderTest<RedactedPeople>

/** By what a fake platform was checked that is not ours; neither: it is unconfirmed. */
export interface CheckedBy {
  /** A client that fills it and reads it: its package, by the vendor where there is one. */
  readonly client?: string
  /** The vendor's description of the interface, in a form that machines read: where it stands. */
  readonly description?: string
}

/** The scene of an adapter, `scene` of its `test/redaction-scene.ts`: its row in the table of faults. */
export interface ErasureScene extends RedactionScene {
  readonly checkedBy: CheckedBy
}
export type Tried = TriedOn<RedactedPeople>

/** How an object ended, and what a look shows then. */
export interface Ended extends RedactionEnd {
  readonly target: RedactTarget
  readonly check: RedactCheck
}

export const began = Date.parse('2026-11-12T10:00:00Z')
/** More than any platform needs for one object. */
const mostSteps = 60
const longest = 200 * 86_400_000
/** Outcomes that say: it is not there any more. */
export const done: ReadonlySet<RedactionOutcome> = new Set(['erased', 'anonymised', 'suppressed'])

export function assertErased(tried: Tried): void {
  const { goes, stays = [], others } = tried.fake.people
  const after = snapshot(tried.fake)
  const left = goes.filter(text => after.includes(jsonText(text)))
  assert.deepEqual(left, [], 'the platform holds nothing of the person any more')
  for (const text of [...stays, ...others])
    assert.ok(after.includes(jsonText(text)), 'what stays stays, and so do all others')
}

/** What a fault is and from which call on it is met, until something of one object was said or thrown. */
interface Trouble {
  readonly at: number
  readonly fault: PlatformFault
  readonly harm: 'before' | 'after'
}

export async function eraseAll(
  tried: Tried,
  targets: readonly RedactTarget[],
  trouble?: Trouble,
): Promise<readonly Ended[]> {
  const { platform } = tried.fake
  if (trouble !== undefined) platform.fail(trouble.fault, trouble.at, trouble.harm)
  const ended: Ended[] = []
  for (const target of targets) {
    const end = await erase(tried, target)
    tried.fake.people.settle?.()
    platform.fail(null)
    ended.push({ ...end, target, check: await look(tried, taskOf(target)) })
  }
  return ended
}

/**
 * Goes on with an object until its end, as a server does: what was agreed to is kept, what was thrown is
 * tried again from there.
 */
export async function erase(tried: Tried, target: RedactTarget): Promise<RedactionEnd> {
  let now = began
  let accepted: RedactTask['accepted'] = null
  for (let step = 0; step < mostSteps && now < began + longest; step++) {
    try {
      const result = await eraseOnce(tried, { ...taskOf(target), accepted }, now)
      if ('outcome' in result) return result
      if (result.progress !== undefined) accepted = { at: new Date(now), progress: result.progress }
      now = Math.max(now, result.again.getTime())
    } catch (error) {
      if (!isPlatformError(error)) throw error
      tried.fake.platform.fail(null)
      now += 60_000
    }
    tried.fake.people.settle?.()
  }
  assert.fail(`a ${target.target.object} comes to no end`)
}

export async function eraseOnce(tried: Tried, task: RedactTask, now: number) {
  const { under, fake } = tried
  const { own, platform } = await accessTo(under, fake.platform, new Date(now))
  return await under.adapter.redact.erase(task, own, platform)
}

export async function look({ under, access }: Tried, task: RedactTask): Promise<RedactCheck> {
  return await under.adapter.redact.check(task, access.own, access.platform)
}

export async function find(
  { under, access }: Tried,
  known: KnownPerson,
): Promise<readonly RedactTarget[]> {
  const targets = await under.adapter.redact.find(known, access.own, access.platform)
  const names = targets.map(({ target }) => JSON.stringify(target))
  assert.equal(new Set(names).size, names.length, 'each object is listed once')
  return targets
}

export async function findFirst(tried: Tried): Promise<readonly RedactTarget[]> {
  const [known] = tried.fake.people.person
  assert.ok(known !== undefined, 'somebody is at the platform')
  return await find(tried, known)
}

/** Is there something for an adapter to do? */
export function isForUs({ action }: RedactTarget): boolean {
  return action !== 'by_hand' && action !== 'keep'
}

export function taskOf({ target, action }: RedactTarget): RedactTask {
  return { target, action, key: keyOf(target), accepted: null }
}

/** One for each object, as a server makes it. */
function keyOf({ object, id }: Reference): string {
  return Buffer.from(`${object} ${id}`).toString('hex').padEnd(64, '0').slice(0, 64)
}

/** A text as it stands within JSON. */
export function jsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
