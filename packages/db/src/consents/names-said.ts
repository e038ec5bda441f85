/**
 * The table `named`: what the integrations of the controller `$1` call purposes, with their channels.
 * One step in the index for each name, however often it was said.
 */
export const namesSaid = `with recursive named as (
    (select integration_id, purpose, channel from consent_events
      where controller_id = $1::uuid and integration_id is not null
      order by integration_id, purpose, channel limit 1)
    union all
    select next.* from named cross join lateral (
      select e.integration_id, e.purpose, e.channel from consent_events e
      where e.controller_id = $1::uuid and e.integration_id is not null
        and (e.integration_id, e.purpose, e.channel) > (named.integration_id, named.purpose, named.channel)
      order by e.integration_id, e.purpose, e.channel limit 1
    ) next
  )`
