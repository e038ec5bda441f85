import { randomUUID } from 'node:crypto'
import { type Call, type Platform, requestToken, successOf } from '@conduit/core'
import type { Settings } from './settings.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const usual = { context: 'WBSVC', accept: 'application/json', 'accept-language': 'en-US' }

/**
 * The document that a call answers. Anything but a success with JSON is an error, never “no reservations”.
 * @see https://developer.synxis.com/guides/rest_api/basic-information
 */
export async function search(call: Call, settings: Settings, platform: Platform) {
  const { baseUrl, password, tokenPath, username } = settings
  // User and password are encoded twice. @see https://developer.synxis.com/guides/rest_api/token
  const grant = {
    url: new URL(tokenPath, baseUrl),
    basic: { user: base64(username), password: base64(password) },
    form: { grant_type: 'client_credentials' },
  }
  const answer = await platform.authorized(
    () => requestToken(platform, grant),
    token => {
      const own = { authorization: `Bearer ${token}`, activityid: randomUUID() }
      return { ...call, headers: { ...usual, ...own, ...call.headers }, json: true }
    },
  )
  return successOf(answer).json
}
