import { isDeepStrictEqual } from 'node:util'
import {
  type Integration,
  type IntegrationAdapter,
  type PlatformEvent,
  pointerTokens,
  type Samples,
  type TechnicalClass,
  valueAt,
} from '@conduit/core'
import { placesAt, samePlace } from '@conduit/recordings'
import { matchesOf, type Play, scriptOf } from '@conduit/recordings/player'
import { setAt } from '../checks/body/set-at.ts'
import { askAgain } from '../checks/context/ask-again.ts'
import type { RecordedDelivery } from '../checks/context/recorded-delivery.ts'
import { documentOf } from '../checks/platform/document-of.ts'
import { hasForm, technicalTexts } from './technical.ts'

/** What became of a text that was replaced. */
export type Outcome =
  /** Personal data was found there. */
  | 'found'
  /** The delivery, or its item, is refused or not taken with it. */
  | 'refused'
  | TechnicalClass
  /** It is declared to be technical, and does not look it. */
  | 'misdeclared'
  | 'unexplained'

/** One text of a recording. */
export interface Leaf {
  readonly file: string
  /** The body, or the index of the platform's answer. */
  readonly in: 'request.body' | number
  readonly path: string
  readonly outcome: Outcome
  /** What was said of it; null: nothing. */
  readonly technical: string | null
}

/** What a sweep is made over. */
export interface Swept {
  readonly adapter: IntegrationAdapter
  readonly samples: Pick<Samples, 'technical'>
  readonly plays: readonly Play[]
  readonly deliveries: readonly RecordedDelivery[]
}

/** Of one list or its like; further elements would send the adapter's code the same way. */
const mostAlike = 12

/**
 * Puts a text into the place of every text of the recordings, one at a time, and tells what became of
 * it: a canary that is neither found nor technical is personal data that would pass unseen.
 *
 * @param canary what to put there: an e-mail address, a phone number, a name
 */
export function sweep(swept: Swept, canary: string): readonly Leaf[] {
  return [
    ...swept.deliveries.flatMap(delivery => sweepDelivery(swept, delivery, canary)),
    ...swept.plays.flatMap(play => sweepAnswers(swept, play, canary)),
  ]
}

function sweepDelivery(
  { samples }: Swept,
  { file, seen }: RecordedDelivery,
  canary: string,
): readonly Leaf[] {
  const document = structuredClone(seen.delivery.payload)
  const types = seen.parsed.events.map(({ type }) => type)
  const { adapter, integration } = seen
  const isFound = (path: string) => {
    const parsed = askAgain(seen, document)
    if (parsed === null || parsed.events.length === 0) return null
    if (parsed.rejected?.some(item => path.startsWith(`${item.path}/`)) === true) return null
    return findsIn(adapter, parsed.events, integration, canary, path)
  }
  return leavesOf(samples, document, types, canary, isFound).map(leaf => ({
    ...leaf,
    file,
    in: 'request.body',
  }))
}

/** What the platform answered: each event that was made of an answer is read with the canary in it. */
function sweepAnswers({ adapter, samples }: Swept, play: Play, canary: string): readonly Leaf[] {
  const { file, recording, observed } = play
  if (recording === null || observed === null) return []
  const { extracted, parsed } = observed.adapterCalls
  const ofRequest = new Set(parsed.flatMap(each => each.parsed.events))
  const read = extracted.filter(({ event }) => !ofRequest.has(event))
  return scriptOf(recording).flatMap((call, index) => {
    const document = structuredClone(documentOf(call))
    const own = read.filter(({ event }) => isPartOf(document, event))
    const types = read.map(({ event }) => event.type)
    const isFound = (path: string) => {
      const events = own
        .filter(({ event }) => path.startsWith(`${event.path}/`) || event.path === '')
        .map(each => ({
          ...each,
          event: { ...each.event, data: valueAt(document, each.event.path) },
        }))
      return events.reduce<boolean | null>((found, { event, integration }) => {
        if (found === true) return found
        return findsIn(adapter, [event], integration, canary, path)
      }, false)
    }
    return leavesOf(samples, document, types, canary, isFound).map(leaf => ({
      ...leaf,
      file,
      in: index,
    }))
  })
}

function isPartOf(document: unknown, { path, data }: PlatformEvent): boolean {
  const isPointer = path === '' || path.startsWith('/')
  return isPointer && isDeepStrictEqual(valueAt(document, path), data)
}

/**
 * Every text of a document, in its place the canary, one at a time.
 * @param isFound is the canary found there? Null: what holds it is refused
 */
function leavesOf(
  { technical: rows = [] }: Swept['samples'],
  document: unknown,
  types: readonly string[],
  canary: string,
  isFound: (path: string) => boolean | null,
): readonly Pick<Leaf, 'path' | 'outcome' | 'technical'>[] {
  const declared = technicalTexts(rows, document, types)
  return textsIn(document).map(({ path, value }) => {
    const technical = declared.get(path)
    const said = technical === undefined ? null : `${technical.class} ${technical.row.path}`
    const tokens = pointerTokens(path)
    setAt(document, tokens, canary)
    const found = isFound(path)
    setAt(document, tokens, value)
    if (found === true) return { path, outcome: 'found', technical: said }
    if (technical !== undefined) {
      return {
        path,
        outcome: hasForm(value, technical) ? technical.class : 'misdeclared',
        technical: said,
      }
    }
    return { path, outcome: found === null ? 'refused' : 'unexplained', technical: null }
  })
}

/** Texts that say something; of many in one place the first ones. */
function textsIn(document: unknown): readonly { readonly path: string; readonly value: string }[] {
  const counts = new Map<string, number>()
  return placesAt(document, '/**').flatMap(({ path, value }) => {
    if (typeof value !== 'string' || value.trim() === '') return []
    const alike = path.replaceAll(/\/\d+(?=\/|$)/g, '/0')
    const count = (counts.get(alike) ?? 0) + 1
    counts.set(alike, count)
    return count > mostAlike ? [] : [{ path, value }]
  })
}

/** Does the adapter find the canary? Null: it refuses what holds it. */
function findsIn(
  adapter: IntegrationAdapter,
  events: readonly PlatformEvent[],
  integration: Integration,
  canary: string,
  path: string,
): boolean | null {
  try {
    return events.some(event => finds(adapter, event, integration, canary, path))
  } catch {
    return null
  }
}

function finds(
  adapter: IntegrationAdapter,
  event: PlatformEvent,
  integration: Integration,
  canary: string,
  path: string,
): boolean {
  const matches = matchesOf(adapter, event, integration)
  const { fields, people } = adapter.extractPii(event, integration, matches)
  const isReported = (at: string) => fields.some(field => field.path === at)
  const isMatched = matches.some(
    match =>
      (match.value.includes(canary) || match.row.read === 'whole') &&
      samePlace(match.path, path.slice(0, lengthOf(match.path, path))) &&
      isReported(match.path),
  )
  if (isMatched) return true
  const isIdentifier = people.some(({ identifiers }) =>
    identifiers.some(({ value }) => value.includes(canary)),
  )
  // What an adapter finds by itself it reports by a plain pointer.
  return isIdentifier || fields.some(field => !field.path.includes('*') && field.path === path)
}

/** A container that counts as a whole is reported by its own place, above the text's. */
function lengthOf(found: string, path: string): number {
  const depth = found.split('/').length
  return path.split('/').slice(0, depth).join('/').length
}
