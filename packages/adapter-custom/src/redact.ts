import {
  type Answer,
  outcomeOfAbsence,
  type PersonRedaction,
  type Platform,
  PlatformError,
  type RedactTarget,
  type RedactTask,
  successOf,
} from '@conduit/core'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { question } from './api.ts'
import type { Settings } from './settings.ts'

/** What the operator's system knows of somebody. */
const found = Type.Object({
  objects: Type.Array(
    Type.Object({
      object: Type.String({ pattern: '^[A-Za-z][\\w.-]{0,60}$' }),
      id: Type.String({ minLength: 1, maxLength: 255 }),
      action: Type.Optional(Type.Union([Type.Literal('erase'), Type.Literal('anonymise')])),
    }),
    { maxItems: 1_000 },
  ),
})

const checked = Type.Object({ found: Type.Boolean() })

/** When somebody is asked again who says that it takes a while, and not how long. */
const usualPause = 600
const longestPause = 86_400

/** Asks the operator's own system, in three questions that the page of this adapter writes out. */
export const redact: PersonRedaction<Settings> = {
  async find({ identifiers, references }, { settings }, platform) {
    if (identifiers.length + references.length === 0) return []
    // Without a system that erases a person does it, and needs to know what is on record.
    if (settings.erasureUrl === undefined) {
      return references.map(target => ({ target, action: 'by_hand', expected: 'manual_required' }))
    }
    const data = {
      identifiers: identifiers.map(({ category, value }) => ({ category, value })),
      references: references.map(({ object, id }) => ({ object, id })),
    }
    const answer = await ask(settings, platform, 'privacy.erasure_lookup', data)
    return targetsOf(bodyOf(found, answer))
  },

  async erase(task, { settings }, platform) {
    if (task.action === 'by_hand') return { outcome: 'manual_required' }
    const data = { object: task.target.object, id: task.target.id, action: task.action }
    const answer = await ask(settings, platform, 'privacy.erasure_requested', data, task.key)
    if (answer.status === 404 || answer.status === 410) return { outcome: outcomeOfAbsence(task) }
    if (successOf(answer).status !== 202) return { outcome: doneAs(task) }
    return { again: laterBy(answer, platform), progress: {}, waitsFor: 'system_working' }
  },

  async check({ target: { object, id } }, { settings }, platform) {
    if (settings.erasureUrl === undefined) return { found: 'unverifiable' }
    const answer = await ask(settings, platform, 'privacy.erasure_check', { object, id })
    return { found: bodyOf(checked, answer).found ? 'remains' : 'clean' }
  },
}

async function ask(
  settings: Settings,
  platform: Platform,
  type: string,
  data: Parameters<typeof question>[2]['data'],
  id?: string,
): Promise<Answer> {
  return await platform.request(question(settings, platform, { type, data, ...(id && { id }) }))
}

/** Each object once, however often the system names it. */
function targetsOf({ objects }: Static<typeof found>): readonly RedactTarget[] {
  const targets = new Map<string, RedactTarget>()
  for (const { object, id, action = 'erase' } of objects) {
    const expected = action === 'erase' ? 'erased' : 'anonymised'
    targets.set(`${object} ${id}`, { target: { object, id }, action, expected })
  }
  return [...targets.values()]
}

function doneAs({ action }: RedactTask): 'erased' | 'anonymised' {
  return action === 'anonymise' ? 'anonymised' : 'erased'
}

/** @throws `PlatformError` `upstream_error`: it is no answer to the question */
function bodyOf<T extends typeof found | typeof checked>(schema: T, answer: Answer): Static<T> {
  const { json } = successOf(answer)
  if (Value.Check(schema, json)) return json
  throw new PlatformError('upstream_error', 'an answer of another form', { status: answer.status })
}

function laterBy(answer: Answer, { now }: Platform): Date {
  const asked = Number(answer.header('retry-after'))
  const seconds = asked > 0 ? Math.min(asked, longestPause) : usualPause
  return new Date(now.getTime() + seconds * 1_000)
}
