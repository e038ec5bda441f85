import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { completed, PlatformError } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the responses that notifications name, with their answers. One that is gone (404) holds no
 * personal data. What may not be read (403: a scope, the plan, another data centre) waits until
 * somebody has allowed it, and costs one call per survey and run, for calls are few.
 * @see https://api.surveymonkey.com/v3/docs#responses
 */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  const closed = new Set<string>()
  for (const want of wanted) {
    const document = String(want.ref.document)
    const place = document.replace(/\/responses\/.*/, '')
    if (closed.has(place)) continue
    const call = apiCall(settings, `${document}/details?simple=true`, shape)
    const answer = await platform.request(call)
    if (answer.status === 403) closed.add(place)
    else yield* completed(want, answer)
  }
  if (closed.size > 0) throw new PlatformError('auth_failed', 'responses may not be read')
}
