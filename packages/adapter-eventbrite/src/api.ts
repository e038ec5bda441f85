import type { Answer, Call, Registering } from '@conduit/core'
import { bearerApi, jsonCall, PlatformError, successOf, valueAt } from '@conduit/core'
import type { Settings } from './settings.ts'

/** The API, as the settings name it. */
export const { hosts, apiCall } = bearerApi<Settings>({
  base: ({ apiBaseUrl }) => `${apiBaseUrl}/`,
  token: ({ privateToken }) => privateToken,
})

/**
 * The answer, unless it says with status 400 that the token is not valid any more.
 * @throws `PlatformError` `auth_failed`
 */
export function withToken(answer: Answer): Answer {
  if (valueAt(answer.json, '/error') !== 'INVALID_AUTH') return answer
  throw new PlatformError('auth_failed', 'the token is not valid', { status: answer.status })
}

/** What a call answers that must succeed; with a document it is a POST. @throws `PlatformError` */
export async function ask({ platform }: Registering<Settings>, call: Call, document?: object) {
  const sent = document === undefined ? call : jsonCall(call, 'POST', document)
  return successOf(withToken(await platform.request(sent))).json
}
