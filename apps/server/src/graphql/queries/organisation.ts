import {
  listAccountClaims,
  listAuditEntries,
  listControllers,
  listIntegrations,
  serverId,
} from '@conduit/db'
import { builder } from '../builder.ts'
import { controllerIdsOf, optionalId, refOf } from '../scope.ts'
import { AccountClaim } from '../types/account-claim.ts'
import { Adapter } from '../types/adapter.ts'
import { Me } from '../types/api-key.ts'
import { AuditConnection } from '../types/audit.ts'
import { DataControllerConnection } from '../types/controller.ts'
import { IntegrationConnection } from '../types/integration.ts'

builder.queryFields(t => ({
  me: t.field({ type: Me, resolve: (_root, _args, { holder }) => holder }),
  adapters: t.field({
    type: [Adapter],
    resolve: (_root, _args, { services }) => [
      ...services.adapters.values(),
      ...services.adapterFaults,
    ],
  }),
  dataControllers: t.field({
    type: DataControllerConnection,
    args: { first: t.arg.int(), after: t.arg.string() },
    resolve: (_root, { first, after }, { services, holder }) => {
      const mine = holder.controllerId === null ? null : [holder.controllerId]
      return listControllers(services.database, mine, { first, after })
    },
  }),
  accountClaims: t.field({
    type: [AccountClaim],
    description:
      'Claims to accounts that wait for the owner of the server: without proof, or contested. With a ' +
      'key of one controller those of its own.',
    resolve: async (_root, _args, { services, holder }) => [
      ...(await listAccountClaims(services.database, holder.controllerId)),
    ],
  }),
  integrations: t.field({
    type: IntegrationConnection,
    args: {
      dataControllerId: t.arg.id({ required: true }),
      first: t.arg.int(),
      after: t.arg.string(),
    },
    resolve: (_root, { dataControllerId, first, after }, context) => {
      const { controllerId } = refOf(context, 'controller', dataControllerId, '/dataControllerId')
      const filter = { controllerIds: [controllerId] }
      return listIntegrations(context.services.database, filter, { first, after })
    },
  }),
}))

const AuditLogFilter = builder.inputType('AuditLogFilter', {
  fields: t => ({
    dataControllerId: t.id(),
    action: t.string({ description: '`integration.created`, `dx_key.revoked`, …' }),
    integrationId: t.id({ description: 'Entries about this integration itself.' }),
  }),
})

builder.queryField('auditLog', t =>
  t.field({
    type: AuditConnection,
    args: { filter: t.arg({ type: AuditLogFilter }), first: t.arg.int(), after: t.arg.string() },
    resolve: async (_root, { filter, first, after }, context) => {
      const asked = filter?.dataControllerId
      const controllerIds = await controllerIdsOf(context, asked)
      const isServerWide = asked == null && context.holder.controllerId === null
      return await listAuditEntries(
        context.services.database,
        {
          controllerIds: isServerWide ? [...controllerIds, serverId] : controllerIds,
          action: filter?.action,
          objectId: optionalId(
            context,
            'integration',
            filter?.integrationId,
            '/filter/integrationId',
          ),
        },
        { first, after },
      )
    },
  }),
)
