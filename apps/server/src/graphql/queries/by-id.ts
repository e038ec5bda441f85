import { ConduitError } from '@conduit/core'
import type { IdKind } from '@conduit/core/host'
import {
  listActivities,
  listDeliveries,
  listIntegrations,
  listQuarantine,
  listSubjects,
  type Page,
} from '@conduit/db'
import { builder } from '../builder.ts'
import type { GraphContext } from '../context.ts'
import { refOf } from '../scope.ts'
import { ProcessingActivity } from '../types/activity.ts'
import { Delivery } from '../types/delivery.ts'
import { Integration } from '../types/integration.ts'
import { QuarantinedDelivery } from '../types/quarantine.ts'
import { DataSubject } from '../types/subject.ts'

/** Names one row of a list. */
interface One {
  readonly controllerIds: readonly string[]
  readonly ids: readonly string[]
}

const first = { first: 1 }

builder.queryFields(t => {
  const args = { id: t.arg.id({ required: true }) }
  return {
    delivery: t.field({
      type: Delivery,
      nullable: true,
      args,
      resolve: (_root, { id }, context) =>
        oneOf(context, 'delivery', id, one =>
          listDeliveries(context.services.database, one, first),
        ),
    }),
    activity: t.field({
      type: ProcessingActivity,
      nullable: true,
      args,
      resolve: (_root, { id }, context) =>
        oneOf(context, 'activity', id, one =>
          listActivities(context.services.database, one, first),
        ),
    }),
    integration: t.field({
      type: Integration,
      nullable: true,
      args,
      resolve: (_root, { id }, context) =>
        oneOf(context, 'integration', id, one =>
          listIntegrations(context.services.database, { ...one, withRemoved: true }, first),
        ),
    }),
    quarantined: t.field({
      type: QuarantinedDelivery,
      nullable: true,
      args,
      resolve: (_root, { id }, context) =>
        oneOf(context, 'quarantine', id, one =>
          listQuarantine(context.services.database, one, first),
        ),
    }),
    dataSubject: t.field({
      type: DataSubject,
      nullable: true,
      description: 'Who was merged into another person answers as that one.',
      args,
      resolve: (_root, { id }, context) =>
        oneOf(context, 'subject', id, one => listSubjects(context.services.database, one, first)),
    }),
  }
})

/** @throws {ConduitError} `not_found`, as for what is not there, so for what is another controller's */
async function oneOf<Node>(
  context: GraphContext,
  kind: IdKind,
  id: string,
  list: (one: One) => Promise<Page<Node>>,
): Promise<Node> {
  const ref = refOf(context, kind, id, '/id')
  const { edges } = await list({ controllerIds: [ref.controllerId], ids: [ref.id] })
  const found = edges[0]?.node
  if (found === undefined) throw new ConduitError('not_found')
  return found
}
