import { json } from '@conduit/core'
import type { FakeCall } from '../fake-platform/faults.ts'
import { type AnsweredPlay, answersOf } from './answers.ts'
import { answerCanaries, type Canary } from './canaries.ts'
import { editBody } from './edit-body.ts'

/** The answers with a canary in the place of each text that was found to be personal data. */
export function markedAnswers({ recording, observed }: AnsweredPlay): {
  readonly answers: readonly FakeCall[]
  readonly canaries: readonly Canary[]
} {
  const canaries: Canary[] = []
  const answers = answersOf(recording).map((call, index) => {
    const document = documentOf(call)
    const own = answerCanaries(observed.findings, index, document)
    canaries.push(...own)
    return own.length === 0
      ? call
      : withBody(call, new Map(own.map(each => [each.path, each.value])))
  })
  return { answers, canaries }
}

/** An answer with edits in its JSON. */
function withBody(call: FakeCall, edits: ReadonlyMap<string, unknown>): FakeCall {
  const body = editBody('json', Buffer.from(call.response.body ?? ''), edits, null)
  return { ...call, response: { ...call.response, body: body.toString() } }
}

/** The JSON of an answer; undefined: it holds none. */
export function documentOf({ response }: FakeCall): unknown {
  try {
    return json().decode(Buffer.from(response.body ?? ''), { depth: 100, nodes: 1_000_000 })
  } catch {
    return undefined
  }
}
