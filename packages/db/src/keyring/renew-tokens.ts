import type { Identifier } from '@conduit/core'
import { type Controller, tokensOf } from '@conduit/core/host'
import type { KeyedHash, Keyring } from '@conduit/privacy'
import { arrayRows } from '../database/array-rows.ts'
import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { NameSpace } from './name-spaces.ts'

/** A hash of an older key, and the one that the active key makes of the same. */
export interface Renewal {
  readonly controllerId: string
  readonly older: KeyedHash
  readonly fresh: KeyedHash
}

const given = arrayRows({ controllerId: 'uuid', older: 'bytea', fresh: 'bytea' })

/** @param isSame when a known row is that of the older one too */
const renewText = (table: string, isSame: string): string => `with moved as (
    update ${table} t set token = given.fresh, key_id = $${given.size + 1} from ${given.from(1)}
    where t.controller_id = given."controllerId" and t.token = given.older
      and not exists (select from ${table} known where known.controller_id = t.controller_id and known.token = given.fresh)
    returning 1
  ),
  gone as (
    delete from ${table} t using ${given.from(1)}
    where t.controller_id = given."controllerId" and t.token = given.older
      and exists (select from ${table} known
        where known.controller_id = t.controller_id and known.token = given.fresh and ${isSame})
    returning 1
  )
  select ((select count(*) from moved) + (select count(*) from gone))::int as count`

// An older token of which the active key has made somebody else's stays: that is for people to decide.
const tokensText = renewText('identifier_tokens', 'known.subject_id = t.subject_id')
const suppressionsText = renewText('suppressions', 'true')

/** The tokens of an identifier, in pairs of an older one and the one that takes its place. */
export function renewalsOf(
  keyring: Keyring,
  controller: Controller,
  { category, value }: Pick<Identifier, 'category' | 'value'>,
  spaces: readonly NameSpace[],
): readonly Renewal[] {
  const { id: controllerId } = controller
  const own = category === 'account_id' ? spaces : [{ adapter: '', namespace: '' }]
  return own.flatMap(space =>
    tokensOf({ category, value }, { keyring, controller, ...space }).flatMap(({ hash, older }) =>
      older.map(each => ({ controllerId, older: each, fresh: hash })),
    ),
  )
}

/** Gives people, and who is suppressed, tokens of the active key in the place of older ones. */
export async function renewTokens(
  executor: Executor,
  active: string,
  renewals: readonly Renewal[],
): Promise<void> {
  if (renewals.length === 0) return
  const params = [...given.encode(uniqueOf(renewals)), active]
  await statement(executor, tokensText, params)
  await statement(executor, suppressionsText, params)
}

function uniqueOf(renewals: readonly Renewal[]): readonly Record<keyof Renewal, string>[] {
  const unique = new Map(renewals.map(each => [each.controllerId + each.older, each]))
  return [...unique.values()].map(each => ({ ...each }))
}
