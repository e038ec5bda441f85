import type { Connection, Fetched, Platform, Wanted } from '@conduit/core'
import { Type } from '@sinclair/typebox'
import type { Settings } from './settings.ts'

const host = 'api.loyalty-lane.example'
/** What tells a member from a notice of maintenance. */
const shape = Type.Object({ member: Type.Object({}) })

/** Nothing can be read without a key. */
export function hosts({ apiKey }: Settings): readonly string[] {
  return apiKey === undefined ? [] : [host]
}

/** Reads the members that changed. One that is gone (404) holds no personal data; what else is passed over is shown as failed. */
export async function* fetch(
  wanted: readonly Wanted[],
  { settings }: Connection<Settings>,
  platform: Platform,
): AsyncIterable<Fetched> {
  for (const want of wanted) {
    // Failures and rate limits are thrown, and handled by core; 404 is an answer.
    const { json, status } = await platform.request({
      url: `https://${host}/v1/members/${want.ref.member}`,
      headers: { authorization: `Bearer ${settings.apiKey}` },
      json: shape,
    })
    if (status === 404) yield { for: want, events: [] }
    if (status !== 200) continue
    yield { for: want, events: [{ ...want.event, id: null, path: '', data: json }] }
  }
}
