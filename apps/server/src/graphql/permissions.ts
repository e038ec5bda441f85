import { ConduitError } from '@conduit/core'
import type { Role } from '@conduit/db'
import type { GraphQLSchema } from 'graphql'
import type { GraphContext } from './context.ts'

const everyone: readonly Role[] = ['owner', 'dpo', 'developer', 'auditor']
const privacy: readonly Role[] = ['owner', 'dpo', 'auditor']
const builders: readonly Role[] = ['owner', 'developer']

/** Who may do what: every query and mutation by its name. */
export const permissions: Readonly<Record<string, readonly Role[]>> = {
  me: everyone,
  adapters: everyone,
  dataControllers: everyone,
  integrations: everyone,
  deliveries: everyone,
  quarantine: everyone,
  processingActivities: everyone,
  dataSubjects: privacy,
  auditLog: privacy,
  createDataController: ['owner'],
  rotateDxKey: builders,
  revokeDxKey: builders,
  addIntegration: builders,
  updateIntegration: builders,
  enableIntegration: builders,
  disableIntegration: builders,
  removeIntegration: builders,
  testIntegration: builders,
  replayQuarantined: ['owner', 'dpo', 'developer'],
  createApiKey: ['owner'],
  revokeApiKey: ['owner'],
}

/**
 * Puts the table in front of every query and mutation of a schema.
 * @throws if one of them is not in the table: nothing is open by being forgotten
 */
export function enforcePermissions(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const [name, field] of Object.entries(type?.getFields() ?? {})) {
      const allowed = permissions[name]
      const { resolve } = field
      if (allowed === undefined || resolve === undefined)
        throw new Error(`no permission is set for ${name}`)
      field.resolve = (source, args, context: GraphContext, info) => {
        if (!allowed.includes(context.holder.role))
          throw new ConduitError('forbidden', { reason: 'role' })
        return resolve(source, args, context, info)
      }
    }
  }
  return schema
}
