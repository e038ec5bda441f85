/**
 * The id of the controller's purpose that a platform's name stands for; null: nothing maps it. What
 * names the integration goes before what holds for any, and what names the purpose before the
 * default of its channel.
 *
 * @param statement alias of a row with `controller_id`, `integration_id`, `channel` and `purpose`
 */
export function mappedPurpose(statement: string): string {
  return `(select m.purpose_id from purpose_mappings m
    where m.controller_id = ${statement}.controller_id and m.channel = ${statement}.channel
      and (m.integration_id is null or m.integration_id = ${statement}.integration_id)
      and (m.platform_purpose is null or m.platform_purpose = ${statement}.purpose)
    order by m.platform_purpose is null, m.integration_id is null limit 1)`
}
