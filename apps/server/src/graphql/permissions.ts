import type { Role } from '@conduit/db'

/** All roles. */
export const everyone: readonly Role[] = ['owner', 'dpo', 'developer', 'auditor']
const privacy: readonly Role[] = ['owner', 'dpo', 'auditor']
const builders: readonly Role[] = ['owner', 'developer']
const replayers: readonly Role[] = ['owner', 'dpo', 'developer']
const owner: readonly Role[] = ['owner']

/**
 * Who may ask, read and do what, by schema coordinate. Every query and mutation has a line, and every
 * type: it holds wherever the type is reached from, and for all that is in it. A field, an argument
 * or a member of an input has one of its own where fewer may use it than its type.
 *
 * @see https://github.com/graphql/graphql-spec/blob/main/rfcs/SchemaCoordinates.md
 */
export const permissions: Readonly<Record<string, readonly Role[]>> = {
  'Query.me': everyone,
  'Query.adapters': everyone,
  'Query.dataControllers': everyone,
  'Query.integrations': everyone,
  'Query.deliveries': everyone,
  'Query.quarantine': everyone,
  'Query.processingActivities': everyone,
  'Query.dataSubjects': privacy,
  'Query.accountClaims': owner,
  'Query.auditLog': privacy,

  'Mutation.createDataController': owner,
  'Mutation.rotateDxKey': builders,
  'Mutation.revokeDxKey': builders,
  'Mutation.addIntegration': builders,
  'Mutation.updateIntegration': builders,
  'Mutation.enableIntegration': builders,
  'Mutation.disableIntegration': builders,
  'Mutation.approveAccount': owner,
  'Mutation.removeIntegration': builders,
  'Mutation.testIntegration': builders,
  'Mutation.replayQuarantined': replayers,
  'Mutation.createApiKey': owner,
  'Mutation.revokeApiKey': owner,

  PageInfo: everyone,
  Me: everyone,
  Adapter: everyone,
  AdapterFault: everyone,
  DataController: everyone,
  DataControllerConnection: everyone,
  DataControllerEdge: everyone,
  Integration: everyone,
  IntegrationConnection: everyone,
  IntegrationEdge: everyone,
  IntegrationAccount: everyone,
  LastSetup: everyone,
  LastFetch: everyone,
  Delivery: everyone,
  DeliveryConnection: everyone,
  DeliveryEdge: everyone,
  DeliveryFilter: everyone,
  QuarantinedDelivery: everyone,
  QuarantinedDeliveryConnection: everyone,
  QuarantinedDeliveryEdge: everyone,
  QuarantineFilter: everyone,
  ProcessingActivity: everyone,
  ProcessingActivityConnection: everyone,
  ProcessingActivityEdge: everyone,
  ProcessingActivityFilter: everyone,
  'ProcessingActivityFilter.dataSubjectId': privacy,
  PersonalDataField: everyone,
  'PersonalDataField.person': privacy,

  DataSubject: privacy,
  DataSubjectConnection: privacy,
  DataSubjectEdge: privacy,
  DataSubjectFilter: privacy,
  IdentifierFilter: privacy,
  IdentifierToken: privacy,
  AuditEntry: privacy,
  AuditEntryConnection: privacy,
  AuditEntryEdge: privacy,
  AuditLogFilter: privacy,

  AccountClaim: owner,

  AddIntegrationInput: builders,
  AddIntegrationPayload: builders,
  UpdateIntegrationInput: builders,
  IntegrationPayload: builders,
  RemoveIntegrationPayload: builders,
  TestIntegrationPayload: builders,
  TriedSample: builders,
  UnderstoodEvent: builders,
  UnderstoodField: builders,
  RotateDxKeyPayload: builders,
  RevokeDxKeyPayload: builders,
  ReplayQuarantinedPayload: replayers,
  ReplayResult: replayers,
  CreateDataControllerInput: owner,
  CreateDataControllerPayload: owner,
  CreateApiKeyInput: owner,
  CreateApiKeyPayload: owner,
  RevokeApiKeyPayload: owner,
}
