import { setTimeout as pause } from 'node:timers/promises'
import type { ErasureScene } from '@conduit/testing'
import { ask } from '../parts/api.ts'
import type { Place } from './place.ts'

type Fake = Awaited<ReturnType<ErasureScene['start']>>
export type PlatformCall = Fake['platform']['calls'][number]

/** What became of one erasure: what the server says, and what the fake platform holds. */
export interface Erased {
  readonly state: string
  readonly tasks: readonly Task[]
  /** Calls of the platform that it took, in order. */
  readonly calls: readonly PlatformCall[]
  /** All that the platform holds afterwards, as text. */
  readonly held: string
  readonly people: Fake['people']
}

interface Task {
  readonly integration: { readonly id: string } | null
  readonly object: string
  readonly action: string
  readonly outcome: string | null
  readonly found: string | null
  readonly nextAt: string | null
}

interface Shown {
  readonly state: string
  readonly tasks: readonly Task[]
}

/** Makes something go wrong in an erasure that has not begun. @returns what is to be done when all waits */
export type Trouble = (fake: Fake, place: Place) => () => void

const longestMilliseconds = 240_000
const askEvery = 50
const jumpSeconds = 61

/**
 * Has the first person of a scene erased by a call of `customer-redact`, and lets time pass until there is nothing
 * left to do but by hand. Nothing but HTTP leads there; what is wrong with a platform is over when all waits for
 * another try.
 *
 * @throws {Error} it does not come to an end
 */
export async function eraseOne(
  place: Place,
  scene: ErasureScene,
  trouble: Trouble,
): Promise<Erased> {
  const fake = await scene.start(new Date(place.now()))
  const { platform, people } = fake
  try {
    place.lead(platform.origin)
    const redactUrl = await connect(place, scene)
    const before = platform.calls.length
    const calm = trouble(fake, place)
    const shown = await untilOver(place, fake, redactUrl, calm)
    const calls = platform.calls.slice(before)
    return { ...shown, calls, held: JSON.stringify(fake.state), people }
  } finally {
    await platform.close()
  }
}

/** A controller with an integration at the platform. @returns where it is called to erase */
async function connect(
  { origin, adminKey }: Place,
  { adapter, settings }: ErasureScene,
): Promise<string> {
  const made = await ask<{ createDataController: { dataController: { id: string } } }>(
    origin,
    adminKey,
    'mutation { createDataController(input: { name: "Torture" }) { dataController { id } } }',
    {},
  )
  const dataControllerId = made.createDataController.dataController.id
  const { addIntegration } = await ask<{ addIntegration: { redactUrl: string | null } }>(
    origin,
    adminKey,
    'mutation($input: AddIntegrationInput!) { addIntegration(input: $input) { redactUrl } }',
    { input: { dataControllerId, adapter: adapter.name, settings } },
  )
  const { pathname, search } = new URL(addIntegration.redactUrl ?? '')
  return origin + pathname + search
}

async function untilOver(
  place: Place,
  fake: Fake,
  redactUrl: string,
  calm: () => void,
): Promise<Shown> {
  const until = performance.now() + longestMilliseconds
  let seen = ''
  let jobId: string | null = null
  for (;;) {
    if (performance.now() > until) throw new Error(`it comes to no end: ${seen}`)
    if (place.isDead()) await place.revive()
    // It may be killed at any time.
    const shown: Shown | null = await (async () => {
      jobId ??= await called(redactUrl, fake)
      return (await place.isIdle()) ? await look(place, jobId) : null
    })().catch(error => {
      seen = String(error)
      return null
    })
    if (shown !== null) {
      if (isOver(shown)) return shown
      seen = JSON.stringify(shown)
      calm()
      fake.people.settle?.()
      await place.jump(Math.max(secondsUntil(place, nextTime(shown)), jumpSeconds))
    }
    await pause(askEvery)
  }
}

function secondsUntil(place: Place, time: number | null): number {
  return time === null ? 0 : Math.ceil((time - place.now()) / 1_000) + 1
}

/**
 * Calls for the erasure, by the first way to name the person that the server takes. The same call again is the same
 * job.
 *
 * @returns its id
 */
async function called(redactUrl: string, { people }: Fake): Promise<string> {
  let told = ''
  for (const subject of subjectsOf(people)) {
    const reply = await fetch(redactUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject, requestId: 'torture' }),
    })
    const body = (await reply.json()) as { readonly data?: { readonly jobId: string } }
    if (body.data !== undefined) return body.data.jobId
    told = `answered ${reply.status}: ${JSON.stringify(body)}`
  }
  throw new Error(told)
}

const members: Readonly<Record<string, string>> = {
  email: 'email',
  phone: 'phone',
  account_id: 'accountId',
}

function subjectsOf({ person }: Fake['people']): readonly object[] {
  return person.flatMap(({ identifiers }) =>
    identifiers.flatMap(({ category, value }) => {
      const member = members[category]
      return member === undefined ? [] : [{ [member]: value }]
    }),
  )
}

async function look({ origin, adminKey }: Place, id: string): Promise<Shown> {
  const { redaction } = await ask<{ redaction: Shown }>(
    origin,
    adminKey,
    `query($id: ID!) { redaction(id: $id) {
      state tasks { integration { id } object action outcome found nextAt } } }`,
    { id },
  )
  return redaction
}

const over = new Set(['completed', 'partially_completed', 'failed'])

/** Nothing is left, or nothing but what a person has to do. */
function isOver({ state, tasks }: Shown): boolean {
  if (over.has(state)) return tasks.every(({ nextAt }) => nextAt === null)
  return tasks.length > 0 && state === 'waiting' && nextTime({ state, tasks }) === null
}

/** When something is to be done next, in milliseconds; null: nobody says. */
function nextTime({ tasks }: Shown): number | null {
  const times = tasks.flatMap(({ nextAt }) => (nextAt === null ? [] : [Date.parse(nextAt)]))
  return times.length === 0 ? null : Math.min(...times)
}
