import { completed, type Integration, type Platform, type Read, type Want } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import { apiCall } from './api.ts'
import type { Settings } from './settings.ts'

const shape = Type.Object({ id: Type.String() })

/**
 * Reads the response that a notification names, with its answers. One that is gone (404) holds no
 * personal data. What may not be read (403: a scope, the plan, another data centre) waits until
 * somebody has allowed it.
 * @see https://api.surveymonkey.com/v3/docs#responses
 */
export async function read(
  want: Want,
  { settings }: Integration<Settings>,
  platform: Platform,
): Promise<Read> {
  const call = apiCall(settings, `${want.ref.document}/details?simple=true`, shape)
  return completed(want, await platform.request(call))
}
