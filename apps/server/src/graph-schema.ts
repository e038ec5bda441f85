import type { GraphQLSchema } from 'graphql'
import { builder } from './graphql/builder.ts'
import { enforcePermissions } from './graphql/enforce-permissions.ts'
import './graphql/mutations/api-keys.ts'
import './graphql/mutations/consents.ts'
import './graphql/mutations/change-requests.ts'
import './graphql/mutations/controllers.ts'
import './graphql/mutations/exports.ts'
import './graphql/mutations/integrations.ts'
import './graphql/mutations/master-keys.ts'
import './graphql/mutations/offboarding.ts'
import './graphql/mutations/people.ts'
import './graphql/mutations/propagations.ts'
import './graphql/mutations/purposes.ts'
import './graphql/mutations/quarantine.ts'
import './graphql/mutations/recipient-notices.ts'
import './graphql/mutations/redactions.ts'
import './graphql/mutations/requests.ts'
import './graphql/mutations/processing-entries.ts'
import './graphql/mutations/retention.ts'
import './graphql/mutations/suppressions.ts'
import './graphql/mutations/test-integration.ts'
import './graphql/queries/attention.ts'
import './graphql/queries/audit.ts'
import './graphql/queries/by-id.ts'
import './graphql/queries/consents.ts'
import './graphql/queries/exports.ts'
import './graphql/queries/master-keys.ts'
import './graphql/queries/offboarding.ts'
import './graphql/queries/notifications.ts'
import './graphql/queries/organisation.ts'
import './graphql/queries/people.ts'
import './graphql/queries/processing-record.ts'
import './graphql/queries/propagations.ts'
import './graphql/queries/records.ts'
import './graphql/queries/redactions.ts'
import './graphql/queries/requests.ts'
import './graphql/queries/suppressions.ts'
import './graphql/subscriptions/notifications.ts'
import './graphql/queries/retention.ts'

let made: GraphQLSchema | null = null

/** The schema of the API, with the table of roles in front of all of it. Made once. */
export function graphSchema(): GraphQLSchema {
  if (made !== null) return made
  builder.queryType({})
  builder.mutationType({})
  builder.subscriptionType({})
  made = enforcePermissions(builder.toSchema())
  return made
}
