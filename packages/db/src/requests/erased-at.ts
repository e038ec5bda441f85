import type { Executor } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { RowRef } from '../schema/row-ref.ts'

// What is kept there for now is told of once it is gone.
const text = `select l.integration_id::text as id from redaction_lookups l
  where l.controller_id = $1::uuid and l.redaction_id = $2::uuid and (l.is_seen or l.outcome = 'found')
    and exists (select from redaction_tasks t
      where t.controller_id = l.controller_id and t.redaction_id = l.redaction_id
        and t.outcome in ('erased', 'anonymised', 'suppressed')
        and (t.integration_id = l.integration_id or (t.integration_id is null and not exists (
          select from redaction_tasks kept
          where kept.controller_id = l.controller_id and kept.redaction_id = l.redaction_id
            and kept.integration_id = l.integration_id and kept.outcome = 'exempt'))))
  order by l.integration_id`

/** The integrations of whose data of a person something was erased, there or here. */
export async function erasedAt(
  executor: Executor,
  { controllerId, id }: RowRef,
): Promise<readonly string[]> {
  const rows = await statement<{ id: string }>(executor, text, [controllerId, id])
  return rows.map(row => row.id)
}
