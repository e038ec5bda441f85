import type { Database } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import { namesSaid } from './names-said.ts'

/** Channels that everybody has. */
const own: readonly string[] = ['email', 'sms', 'phone', 'post', 'any']

const text = `${namesSaid}, asked as (select jsonb_array_elements_text($2::jsonb) as channel)
  select channel from asked
  where exists (select from named where named.channel = asked.channel)
    or exists (select from purpose_mappings m where m.controller_id = $1::uuid and m.channel = asked.channel)`

/**
 * Those of some channels that somebody can say something of: our own, and what a platform of the
 * controller or a mapping calls one. A misspelt one would withdraw nothing.
 */
export async function knownChannels(
  database: Database,
  controllerId: string,
  channels: readonly string[],
): Promise<ReadonlySet<string>> {
  const others = [...new Set(channels)].filter(channel => !own.includes(channel))
  if (others.length === 0) return new Set(own)
  const said = await database.run(executor =>
    statement<{ readonly channel: string }>(executor, text, [controllerId, JSON.stringify(others)]),
  )
  return new Set([...own, ...said.map(({ channel }) => channel)])
}
