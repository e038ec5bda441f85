import type { Settings } from './settings.ts'

/** Where Drive's API is; a URL in a notification is never called. */
export const apiHost = 'www.googleapis.com'
/** Where access tokens are renewed. */
export const tokenHost = 'oauth2.googleapis.com'

/** Nothing can be read without a token. */
export function hosts({ accessToken, refreshToken }: Settings): readonly string[] {
  if (refreshToken !== undefined) return [apiHost, tokenHost]
  return accessToken === undefined ? [] : [apiHost]
}
