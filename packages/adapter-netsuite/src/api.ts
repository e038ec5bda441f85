import type { Answer, Call, Platform } from '@conduit/core'
import { accessToken, hostOf, restletHostOf } from './access-token.ts'
import type { Settings } from './settings.ts'

/** Nothing can be called without a token, and only in the configured account. */
export function hosts(settings: Settings): readonly string[] {
  const isClosed = settings.accessToken === undefined && settings.privateKey === undefined
  if (isClosed) return []
  return [
    hostOf(settings),
    ...(settings.eraseScript === undefined ? [] : [restletHostOf(settings)]),
  ]
}

/** A call to the account, with its own token. @throws `PlatformError` */
export async function callNetSuite(
  settings: Settings,
  platform: Platform,
  call: Call,
): Promise<Answer> {
  return await platform.authorized(
    previous => accessToken(previous, settings, platform),
    token => ({
      ...call,
      headers: {
        accept: 'application/json',
        ...call.headers,
        authorization: `Bearer ${token}`,
      },
    }),
  )
}

/** The address of a record, or of what else `record/v1` has. */
export function recordUrl(settings: Settings, document: string): string {
  return `https://${hostOf(settings)}/services/rest/record/v1/${document}`
}
