import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import type { Settings } from './settings.ts'

const host = 'api.loyalty-lane.example'

/** Nothing can be read without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/** Reads the members that changed. One that is gone answers without personal data. */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    // Failures and rate limits are thrown, and handled by core; 404 is an answer.
    const answer = await platform.request({
      url: `https://${host}/v1/members/${want.ref.member}`,
      headers: { authorization: `Bearer ${settings.apiKey}` },
      json: true,
    })
    const read = { ...want.event, id: null, path: '', data: answer.json }
    yield { for: want, events: answer.status === 200 ? [read] : [] }
  }
}
