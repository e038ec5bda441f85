import type { FakeCall } from '@conduit/recordings'
import { scriptOf } from '@conduit/recordings/player'
import { editBody } from '../body/edit-body.ts'
import type { AnsweredPlay } from '../platform/answered-plays.ts'
import type { AnswerCanary } from './answer-canaries.ts'

/** The answers with canaries in them. */
export function scriptWithCanaries(
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
