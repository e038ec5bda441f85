import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { type PlatformEvent, pointerTokens, valueAt } from '@conduit/core'
import { personalDataOf, scriptOf, withPlayer } from '@conduit/recordings/player'
import { assertNone } from '../assertions/assert-none.ts'
import { editBody } from '../body/edit-body.ts'
import { setAt } from '../body/set-at.ts'
import { type Asked, askAgain } from '../context/ask-again.ts'
import type { Check, SuiteContext } from '../context/check.ts'
import { nothingTaken } from '../context/nothing-taken.ts'
import { type AnsweredPlay, answeredPlays, nothingAnswered } from '../platform/answered-plays.ts'
import { documentOf } from '../platform/document-of.ts'
import { outcomeOf } from '../platform/outcome-of.ts'

const text = 'something else'

/** Of an answer; further ones would send the adapter's code the same way. */
const mostPlaces = 8

/** What stands in the place of a list or an object with personal data is noticed. */
export const wrongTypeChecks: readonly Check[] = [
  {
    name: 'personal data: a text in the place of what holds them is found, or the item rejected',
    hint: 'hand the item to extractPii as it came: what your code makes fit, or leaves out, no row can find or refuse. Where the platform sends a text as well, give tables.pii a row for it.',
    skip: ({ deliveries }) => (deliveries.length === 0 ? nothingTaken : null),
    run({ deliveries }) {
      for (const { file, seen } of deliveries) {
        const taken = placesNeeded(seen).filter(place => isTaken(seen, place))
        assertNone(taken, `${file}: recorded with an unseen text in the place of`)
      }
    },
  },
  {
    name: 'personal data: a text in the place of what holds them is found in what is read, or that rejected',
    hint: 'hand what was read to extractPii as it came: what your code makes fit, or leaves out, no row can find or refuse.',
    skip: nothingAnswered,
    run: async context => {
      for (const play of answeredPlays(context)) {
        for (const { answer, place } of answersNeeded(context, play).slice(0, mostPlaces)) {
          const observed = await playedWith(context, play, answer, place)
          const isFound = observed.foundFields.some(({ path }) => isAt(path, place))
          const what = `${play.file}: recorded with an unseen text in the place of ${place}`
          assert.ok(isFound || endOf(observed) !== endOf(play.observed), what)
        }
      }
    },
  },
]

/** The same in what the platform answered. */
function answersNeeded({ adapter }: SuiteContext, { recording, observed }: AnsweredPlay) {
  const integration = observed.adapterCalls.extracted[0]?.integration
  const found = new Map<string, { readonly answer: number; readonly place: string }>()
  for (const { event, path, in: answer } of observed.foundFields) {
    const call = typeof answer === 'number' ? scriptOf(recording)[answer] : undefined
    if (call === undefined || typeof answer !== 'number' || integration === undefined) continue
    const part = valueAt(documentOf(call), event.path)
    if (!isDeepStrictEqual(part, event.data)) continue
    for (const place of around(event, path)) {
      const isNeeded = isNoticedAt({ adapter, integration }, event, place)
      if (isNeeded) found.set(`${answer} ${place}`, { answer, place })
    }
  }
  return [...found.values()]
}

/** The reading with a text there. */
async function playedWith(
  { adapter, samples }: SuiteContext,
  { recording }: AnsweredPlay,
  answer: number,
  place: string,
): Promise<AnsweredPlay['observed']> {
  const script = scriptOf(recording).map((call, index) => {
    if (index !== answer) return call
    const own = Buffer.from(call.response.body ?? '')
    const body = editBody('json', own, new Map([[place, text]]), null)
    return { ...call, response: { ...call.response, body: body.toString() } }
  })
  return await withPlayer(adapter, samples, recording, player => player.play(recording, script))
}

function endOf(observed: AnsweredPlay['observed']): string {
  const report = outcomeOf(observed)
  return `${report.outcome}, rejected ${valueAt(report, '/rejected')}`
}

/** Pointers of the lists and objects around personal data in whose place rows notice a text. */
function placesNeeded({ adapter, integration, delivery, parsed }: Asked): readonly string[] {
  return parsed.events.flatMap(event => {
    const places = new Set(
      personalDataOf(adapter, event, integration).fields.flatMap(({ path }) => around(event, path)),
    )
    return [...places].filter(place => {
      const isContainer = typeof valueAt(delivery.payload, place) === 'object'
      return isContainer && isNoticedAt({ adapter, integration }, event, place)
    })
  })
}

function isNoticedAt(
  asked: Pick<Asked, 'adapter' | 'integration'>,
  event: PlatformEvent,
  place: string,
): boolean {
  const data = structuredClone(event.data)
  setAt(data, pointerTokens(place.slice(event.path.length)), text)
  return isNoticed(asked, { ...event, data }, place)
}

/** All places on the way from the event to one in it. */
function around(event: PlatformEvent, path: string): readonly string[] {
  const tokens = path.slice(event.path.length).split('/')
  return tokens.slice(2).map((_, index) => event.path + tokens.slice(0, index + 2).join('/'))
}

function isTaken(seen: Asked, place: string): boolean {
  const payload = structuredClone(seen.delivery.payload)
  setAt(payload, pointerTokens(place), text)
  const again = askAgain(seen, payload)
  if (again === null || (again.rejected?.length ?? 0) > (seen.parsed.rejected?.length ?? 0)) {
    return false
  }
  const isFound = ({ path }: PlatformEvent) => place.startsWith(`${path}/`)
  return again.events.filter(isFound).some(event => !isNoticed(seen, event, place))
}

/** Is the text at the place found, or the event refused for it? */
function isNoticed(
  { adapter, integration }: Pick<Asked, 'adapter' | 'integration'>,
  event: PlatformEvent,
  place: string,
): boolean {
  try {
    return personalDataOf(adapter, event, integration).fields.some(({ path }) => isAt(path, place))
  } catch {
    return true
  }
}

function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}
