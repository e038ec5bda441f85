import type { GraphQLSchema } from 'graphql'
import { builder } from './graphql/builder.ts'
import { enforcePermissions } from './graphql/enforce-permissions.ts'
import './graphql/mutations/api-keys.ts'
import './graphql/mutations/consents.ts'
import './graphql/mutations/controllers.ts'
import './graphql/mutations/integrations.ts'
import './graphql/mutations/purposes.ts'
import './graphql/mutations/quarantine.ts'
import './graphql/mutations/test-integration.ts'
import './graphql/queries/consents.ts'
import './graphql/queries/organisation.ts'
import './graphql/queries/people.ts'
import './graphql/queries/records.ts'

let made: GraphQLSchema | null = null

/** The schema of the API, with the table of roles in front of all of it. Made once. */
export function graphSchema(): GraphQLSchema {
  if (made !== null) return made
  builder.queryType({})
  builder.mutationType({})
  made = enforcePermissions(builder.toSchema())
  return made
}
