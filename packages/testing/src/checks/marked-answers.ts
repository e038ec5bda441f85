import { isDeepStrictEqual } from 'node:util'
import { json, rowsOf, valueAt } from '@conduit/core'
import type { FakeCall } from '@conduit/recordings'
import { type Observed, scriptOf } from '@conduit/recordings/player'
import type { AnsweredPlay } from './answers.ts'
import { concretePlaces } from './canaries.ts'
import { type Canary, canariesAt, type Place } from './canary.ts'
import { editBody } from './edit-body.ts'

/** A canary in one of the platform's answers. */
export interface AnswerCanary extends Canary {
  /** Index of the answer. */
  readonly answer: number
}

/** A canary for each text and number in the platform's answers that was found to be personal data. */
export function answerCanaries(play: AnsweredPlay): readonly AnswerCanary[] {
  const canaries = known.get(play.observed) ?? findCanaries(play)
  known.set(play.observed, canaries)
  return canaries
}

const known = new WeakMap<Observed, readonly AnswerCanary[]>()

function findCanaries({ recording, observed }: AnsweredPlay): readonly AnswerCanary[] {
  const { adapter } = observed.rig
  const connection = observed.sight.extracted[0]?.connection
  if (connection === undefined) return []
  const script = scriptOf(recording)
  const all = script.map((call, answer) => {
    const document = documentOf(call)
    const found = observed.findings.filter(({ in: where }) => where === answer)
    return found.flatMap(({ event, ...field }): readonly Place[] => {
      const isPart = isDeepStrictEqual(valueAt(document, event.path), event.data)
      return concretePlaces(document, event, field, changed => {
        const data = valueAt(changed, event.path)
        return isPart ? adapter.extractPii({ ...event, data }, connection).fields : undefined
      })
    })
  })
  const rows = rowsOf(adapter, connection.settings)
  let first = 0
  return all.flatMap((places, answer) => {
    const canaries = canariesAt(places, rows, first)
    first += canaries.length
    return canaries.map(canary => ({ ...canary, answer }))
  })
}

/** The answers with canaries in them. */
export function markedAnswers(
  { recording }: Pick<AnsweredPlay, 'recording'>,
  canaries: readonly AnswerCanary[],
): readonly FakeCall[] {
  return scriptOf(recording).map((call, index) => {
    const own = canaries.filter(({ answer }) => answer === index)
    if (own.length === 0) return call
    const edits = new Map<string, unknown>(own.map(({ path, value }) => [path, value]))
    const body = editBody('json', Buffer.from(call.response.body ?? ''), edits, null)
    return { ...call, response: { ...call.response, body: body.toString() } }
  })
}

/** The JSON of an answer; undefined: it holds none. */
export function documentOf({ response }: FakeCall): unknown {
  try {
    return json().decode(Buffer.from(response.body ?? ''), { depth: 100, nodes: 1_000_000 })
  } catch {
    return undefined
  }
}
