import { isDeepStrictEqual } from 'node:util'
import { valueAt } from '@conduit/core'
import { rowsOf } from '@conduit/recordings'
import { type Observed, personalDataOf, scriptOf } from '@conduit/recordings/player'
import type { AnsweredPlay } from '../platform/answered-plays.ts'
import { documentOf } from '../platform/document-of.ts'
import { type Canary, canariesAt, type Place } from './canary.ts'
import { concretePlaces } from './concrete-places.ts'

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
  const { adapter } = observed.server
  const integration = observed.adapterCalls.extracted[0]?.integration
  if (integration === undefined) return []
  const script = scriptOf(recording)
  const all = script.map((call, answer) => {
    const document = documentOf(call)
    const found = observed.foundFields.filter(({ in: where }) => where === answer)
    return found.flatMap(({ event, ...field }): readonly Place[] => {
      const isPart = isDeepStrictEqual(valueAt(document, event.path), event.data)
      return concretePlaces(document, event, field, changed => {
        const data = valueAt(changed, event.path)
        return isPart ? personalDataOf(adapter, { ...event, data }, integration).fields : undefined
      })
    })
  })
  const rows = rowsOf(adapter, integration.settings)
  let first = 0
  return all.flatMap((places, answer) => {
    const canaries = canariesAt(places, rows, first)
    first += canaries.length
    return canaries.map(canary => ({ ...canary, answer }))
  })
}
