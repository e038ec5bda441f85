import assert from 'node:assert/strict'
import { isPlatformError, type RedactTarget } from '@conduit/core'
import type { PlatformCall, PlatformFault } from '@conduit/recordings'
import { accessTo, snapshot } from './connected.ts'
import {
  assertErased,
  done,
  type Ended,
  erase,
  eraseAll,
  findFirst,
  isForUs,
  jsonText,
  look,
  type RedactionScene,
  type Tried,
  taskOf,
} from './redacting.ts'

/** What may happen to a call, and whether the platform had done what it was asked by then. */
export interface CallFault {
  readonly fault: PlatformFault
  readonly harm: 'before' | 'after'
}

/** What an adapter calls a platform for. */
export type CallPurpose = 'find' | 'erase' | 'check'

/** One fault at one call, to be tried on a platform of its own. */
export interface FaultCase extends CallFault {
  readonly purpose: CallPurpose
  /** Which of the calls for that purpose, from 1; those of the run in which all goes well are counted. */
  readonly call: number
  /** All of it in words, for a person. */
  readonly name: string
  /** @throws what is wrong with what came of it */
  run(): Promise<void>
}

const before = (fault: PlatformFault): CallFault => ({ fault, harm: 'before' })
const after = (fault: PlatformFault): CallFault => ({ fault, harm: 'after' })

/** What any call may meet. An answer that was spoilt on its way came after the work was done. */
const ofEach = [
  ...(['silence', 'server_error', 'html', 'truncated', 'partial'] as const).map(after),
  ...(['rate_limited', 'throttled', 'unauthorized', 'forbidden', 'not_found'] as const).map(before),
]
/** What looks does no work, so there is no before and after it. */
const ofErasing = [...ofEach, ...(['silence', 'server_error', 'html'] as const).map(before)]

/** Each that a call for a purpose may meet. */
export const callFaults: Readonly<Record<CallPurpose, readonly CallFault[]>> = {
  find: ofEach,
  erase: ofErasing,
  check: ofEach,
}

/** Such are answers, and not accidents: the platform says no. */
const refusals: ReadonlySet<PlatformFault> = new Set(['unauthorized', 'forbidden', 'not_found'])

/**
 * Lists each fault at each call that an adapter makes when it looks for a person, erases, and looks again. The
 * calls are counted in a run in which all goes well, so none is without its faults. What is compared afterwards
 * is what the platform holds.
 *
 * @example
 * for (const { name, run } of await redactionFaults(scene)) await test(name, run)
 */
export async function redactionFaults(scene: RedactionScene): Promise<readonly FaultCase[]> {
  const { counts, found } = await wellIn(scene)
  const purposes = ['find', 'erase', 'check'] as const
  return purposes.flatMap(purpose =>
    Array.from({ length: counts[purpose] }, (_, at) =>
      callFaults[purpose].map(each => caseOf(scene, found, purpose, at, each)),
    ).flat(),
  )
}

type Trial = (tried: Tried, trouble: Trouble, found: readonly string[]) => Promise<void>

const trials: Readonly<Record<CallPurpose, Trial>> = {
  find: findsAllOrNothing,
  erase: endsTruly,
  check: callsNothingClean,
}

type Trouble = CallFault & { readonly at: number }

function caseOf(
  scene: RedactionScene,
  found: readonly string[],
  purpose: CallPurpose,
  at: number,
  { fault, harm }: CallFault,
): FaultCase {
  const when = harm === 'after' ? 'after' : 'instead of'
  return {
    ...{ purpose, fault, harm, call: at + 1 },
    name: `${purpose}, call ${at + 1}: ${fault} ${when} its work`,
    run: () => onFake(scene, tried => trials[purpose](tried, { at, fault, harm }, found)),
  }
}

async function onFake<T>(under: RedactionScene, work: (tried: Tried) => Promise<T>): Promise<T> {
  const fake = await under.start()
  try {
    return await work({ under, fake, access: await accessTo(under, fake.platform) })
  } finally {
    await fake.platform.close()
  }
}

/** How many calls are made for each purpose when all goes well, and what is found. */
async function wellIn(under: RedactionScene) {
  return await onFake(under, async tried => {
    const { calls } = tried.fake.platform
    const before = calls.length
    const targets = await findFirst(tried)
    const looked = calls.length
    for (const target of targets.filter(isForUs)) await look(tried, taskOf(target))
    const checked = calls.length
    for (const target of targets) await erase(tried, target)
    const counts = { find: looked - before, check: checked - looked, erase: calls.length - checked }
    return { counts, found: targets.map(kindOf) }
  })
}

/** Without ids: each fake makes its own. */
function kindOf({ target, action, expected }: RedactTarget): string {
  return `${target.object} ${action} ${expected}`
}

/**
 * Does it look for one object, by an id at its end? Only there may a 404 say that it is gone: a search, a
 * list, and a further page of it are not empty where they are not to be had.
 */
function isOfOne(call: PlatformCall | undefined): boolean {
  return call !== undefined && /\/[^/]*\d[^/]*(\/attributes)?$/.test(call.url.pathname)
}

/** A list of what a person has is whole, or there is none; a platform that says no may hide something. */
async function findsAllOrNothing(
  tried: Tried,
  { at, fault, harm }: Trouble,
  all: readonly string[],
): Promise<void> {
  const { platform } = tried.fake
  const state = snapshot(tried.fake)
  platform.fail(fault, at, harm)
  const found = await orError(findFirst(tried))
  platform.fail(null)
  assert.equal(snapshot(tried.fake), state, 'looking changes nothing')
  if (isPlatformError(found)) return
  const isHidden = fault === 'not_found' ? isOfOne(platform.calls.at(-1)) : refusals.has(fault)
  if (isHidden) return
  assert.deepEqual(found.map(kindOf), all, 'what is found is all that there is')
}

/** After the fault the platform is well again, and all comes to its end. */
async function endsTruly(tried: Tried, trouble: Trouble): Promise<void> {
  const targets = await findFirst(tried)
  const ended = await eraseAll(tried, targets, trouble)
  assertTrue(tried, ended)
  if (refusals.has(trouble.fault)) return
  for (const { target, outcome } of ended) {
    const isAsExpected = outcome === target.expected || outcome === 'not_found'
    assert.ok(isAsExpected, `${target.target.object} is ${outcome}`)
  }
  assertErased(tried)
}

/** Nothing was erased yet: only a platform that says so itself can make it look clean. */
async function callsNothingClean(tried: Tried, { at, fault, harm }: Trouble): Promise<void> {
  const { platform } = tried.fake
  const state = snapshot(tried.fake)
  const targets = (await findFirst(tried)).filter(isForUs)
  // A token that is held already would hide how one is obtained.
  const anew = { ...tried, access: await accessTo(tried.under, platform) }
  platform.fail(fault, at, harm)
  for (const target of targets) {
    const check = await orError(look(anew, taskOf(target)))
    if (isPlatformError(check)) platform.fail(null)
    else if (fault !== 'not_found' || !isOfOne(platform.calls.at(-1)))
      assert.notEqual(check.found, 'clean', `${target.target.object} is still there`)
  }
  platform.fail(null)
  assert.equal(snapshot(tried.fake), state, 'looking changes nothing')
}

/** Nothing that was said to be gone is there, and nobody else has lost anything. */
function assertTrue(tried: Tried, ended: readonly Ended[]): void {
  const { goes, others } = tried.fake.people
  const after = snapshot(tried.fake)
  const isLeft = goes.some(text => after.includes(jsonText(text)))
  const isSaid = ended.every(({ outcome, check, target }) => {
    if (!isForUs(target)) return true
    return (done.has(outcome) || outcome === 'not_found') && check.found === 'clean'
  })
  assert.ok(!(isLeft && isSaid), 'nothing is said to be erased that is there')
  for (const text of others) assert.ok(after.includes(jsonText(text)), 'others are as they were')
}

/** What came of it, or the platform's fault. @throws any other error */
async function orError<T>(work: Promise<T>) {
  return await work.catch((error: unknown) => {
    if (isPlatformError(error)) return error
    throw error
  })
}
