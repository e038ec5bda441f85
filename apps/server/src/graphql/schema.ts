import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import { enforcePermissions } from './permissions.ts'
import './mutations/api-keys.ts'
import './mutations/controllers.ts'
import './mutations/integrations.ts'
import './mutations/quarantine.ts'
import './mutations/test-integration.ts'
import './queries/organisation.ts'
import './queries/people.ts'
import './queries/records.ts'

let made: GraphQLSchema | null = null

/** The schema of the API, with the table of roles in front of all of it. Made once. */
export function graphSchema(): GraphQLSchema {
  if (made !== null) return made
  builder.queryType({})
  builder.mutationType({})
  made = enforcePermissions(builder.toSchema())
  return made
}
