// Written by hand, from what each role is for: nothing here may be taken from the server's own table.

/** Who may use what, by schema coordinate: every field, argument and member of an input once. */
const expected: Readonly<Record<string, string>> = {
  'owner dpo developer auditor': `
    Query.me
    Query.adapters
    Query.dataControllers Query.dataControllers(first:) Query.dataControllers(after:)
    Query.integrations Query.integrations(dataControllerId:) Query.integrations(first:) Query.integrations(after:)
    Query.deliveries Query.deliveries(filter:) Query.deliveries(first:) Query.deliveries(after:)
    Query.quarantine Query.quarantine(filter:) Query.quarantine(first:) Query.quarantine(after:)
    Query.processingActivities Query.processingActivities(filter:)
    Query.processingActivities(first:) Query.processingActivities(after:)

    Me.id Me.name Me.role Me.dataController
    Adapter.name Adapter.title Adapter.package Adapter.isRunning Adapter.isCalled Adapter.canFetch
    Adapter.settingsSchema Adapter.fault AdapterFault.code AdapterFault.message
    PageInfo.hasNextPage PageInfo.hasPreviousPage PageInfo.startCursor PageInfo.endCursor

    DataController.id DataController.did DataController.name DataController.phoneRegion
    DataController.status DataController.createdAt
    DataControllerConnection.edges DataControllerConnection.nodes DataControllerConnection.pageInfo
    DataControllerConnection.totalCount DataControllerEdge.cursor DataControllerEdge.node

    Integration.id Integration.dataController Integration.adapter Integration.label Integration.status
    Integration.missing Integration.accounts Integration.webhookUrl Integration.redactUrl
    Integration.pollUrl Integration.setupInstructions Integration.lastDeliveryAt Integration.health
    Integration.lastSetup Integration.lastFetch Integration.quarantineLeftOut
    IntegrationAccount.account IntegrationAccount.state IntegrationAccount.contested
    IntegrationConnection.edges IntegrationConnection.nodes IntegrationConnection.pageInfo
    IntegrationConnection.totalCount IntegrationEdge.cursor IntegrationEdge.node
    LastSetup.at LastSetup.outcome LastSetup.renewAt
    LastFetch.at LastFetch.outcome LastFetch.events LastFetch.rejected LastFetch.retryAfterSeconds
    LastFetch.cursor

    Delivery.id Delivery.platformDeliveryId Delivery.integration Delivery.receivedAt Delivery.outcome
    Delivery.verification Delivery.ignored Delivery.rejected Delivery.fetch Delivery.activities
    DeliveryConnection.edges DeliveryConnection.nodes DeliveryConnection.pageInfo
    DeliveryConnection.totalCount DeliveryEdge.cursor DeliveryEdge.node
    DeliveryFilter.dataControllerId DeliveryFilter.integrationId DeliveryFilter.outcome
    DeliveryFilter.since

    QuarantinedDelivery.id QuarantinedDelivery.integration QuarantinedDelivery.deliveryId
    QuarantinedDelivery.adapter QuarantinedDelivery.step QuarantinedDelivery.reason
    QuarantinedDelivery.createdAt QuarantinedDelivery.expiresAt QuarantinedDelivery.replays
    QuarantinedDelivery.lastReplayAt QuarantinedDelivery.lastReplayReason
    QuarantinedDeliveryConnection.edges QuarantinedDeliveryConnection.nodes
    QuarantinedDeliveryConnection.pageInfo QuarantinedDeliveryConnection.totalCount
    QuarantinedDeliveryEdge.cursor QuarantinedDeliveryEdge.node
    QuarantineFilter.dataControllerId QuarantineFilter.integrationId

    ProcessingActivity.id ProcessingActivity.position ProcessingActivity.delivery
    ProcessingActivity.eventType ProcessingActivity.meaning ProcessingActivity.scope
    ProcessingActivity.account ProcessingActivity.occurredAt ProcessingActivity.receivedAt
    ProcessingActivity.verification ProcessingActivity.fetch ProcessingActivity.integration
    ProcessingActivity.fields
    ProcessingActivityConnection.edges ProcessingActivityConnection.nodes
    ProcessingActivityConnection.pageInfo ProcessingActivityConnection.totalCount
    ProcessingActivityEdge.cursor ProcessingActivityEdge.node
    ProcessingActivityFilter.dataControllerId ProcessingActivityFilter.integrationId
    ProcessingActivityFilter.deliveryId ProcessingActivityFilter.eventId
    ProcessingActivityFilter.meaning ProcessingActivityFilter.since ProcessingActivityFilter.until
    PersonalDataField.path PersonalDataField.category PersonalDataField.source
  `,
  'owner dpo auditor': `
    ProcessingActivity.dataSubjects ProcessingActivityFilter.dataSubjectId PersonalDataField.person

    Query.dataSubjects Query.dataSubjects(filter:) Query.dataSubjects(first:) Query.dataSubjects(after:)
    DataSubject.id DataSubject.did DataSubject.state DataSubject.firstSeen DataSubject.lastSeen
    DataSubject.identifiers DataSubject.activities DataSubject.consents DataSubject.consents(first:)
    DataSubjectConnection.edges DataSubjectConnection.nodes DataSubjectConnection.pageInfo
    DataSubjectConnection.totalCount DataSubjectEdge.cursor DataSubjectEdge.node
    DataSubjectFilter.dataControllerId DataSubjectFilter.identifier
    IdentifierFilter.category IdentifierFilter.value IdentifierFilter.integrationId
    IdentifierToken.category IdentifierToken.token IdentifierToken.firstSeen
    IdentifierToken.integration

    Query.consents Query.consents(filter:) Query.consents(first:) Query.consents(after:)
    ConsentFilter.dataControllerId ConsentFilter.dataSubjectId ConsentFilter.integrationId
    Consent.id Consent.channel Consent.purpose Consent.definition Consent.state Consent.occurredAt
    Consent.integration Consent.verification Consent.conflict Consent.sources Consent.history
    Consent.history(first:) Consent.dataSubject
    ConsentConnection.edges ConsentConnection.nodes ConsentConnection.pageInfo
    ConsentConnection.totalCount ConsentEdge.cursor ConsentEdge.node
    ConsentSource.state ConsentSource.occurredAt ConsentSource.verification ConsentSource.integration
    ConsentStatement.id ConsentStatement.state ConsentStatement.occurredAt
    ConsentStatement.isTimeSigned ConsentStatement.verification ConsentStatement.purpose
    ConsentStatement.legalBasis ConsentStatement.givenThrough ConsentStatement.method
    ConsentStatement.recordedAt ConsentStatement.recordedBy ConsentStatement.integration
    ConsentStatement.activityId
    Query.purposes Query.purposes(dataControllerId:) Query.purposes(first:) Query.purposes(after:)
    Purpose.id Purpose.name Purpose.legalBasis Purpose.isEssential Purpose.notice Purpose.language
    Purpose.jurisdiction Purpose.recipients Purpose.retention Purpose.withdrawalMethod
    Purpose.mappings
    PurposeConnection.edges PurposeConnection.nodes PurposeConnection.pageInfo
    PurposeConnection.totalCount PurposeEdge.cursor PurposeEdge.node
    PurposeMapping.id PurposeMapping.integration PurposeMapping.platformPurpose
    PurposeMapping.channel
    Query.unmappedPurposes Query.unmappedPurposes(dataControllerId:)
    UnmappedPurpose.integration UnmappedPurpose.platformPurpose UnmappedPurpose.channel
    UnmappedPurpose.default
    Query.attention Query.attention(dataControllerId:)
    AttentionItem.kind AttentionItem.severity AttentionItem.count

    Query.auditLog Query.auditLog(filter:) Query.auditLog(first:) Query.auditLog(after:)
    AuditEntry.id AuditEntry.at AuditEntry.dataControllerId AuditEntry.actorType AuditEntry.actorId
    AuditEntry.action AuditEntry.objectType AuditEntry.objectId AuditEntry.outcome
    AuditEntry.details
    AuditEntryConnection.edges AuditEntryConnection.nodes AuditEntryConnection.pageInfo
    AuditEntryConnection.totalCount AuditEntryEdge.cursor AuditEntryEdge.node
    AuditLogFilter.dataControllerId AuditLogFilter.action AuditLogFilter.integrationId
  `,
  'owner dpo developer': `
    Mutation.replayQuarantined Mutation.replayQuarantined(ids:) ReplayQuarantinedPayload.results
    ReplayResult.id ReplayResult.isRecorded ReplayResult.reason
  `,
  'owner dpo': `
    Mutation.createPurpose Mutation.createPurpose(input:)
    CreatePurposeInput.dataControllerId CreatePurposeInput.name CreatePurposeInput.legalBasis
    CreatePurposeInput.isEssential CreatePurposeInput.notice CreatePurposeInput.language
    CreatePurposeInput.jurisdiction CreatePurposeInput.recipients CreatePurposeInput.retention
    CreatePurposeInput.withdrawalMethod
    Mutation.updatePurpose Mutation.updatePurpose(id:) Mutation.updatePurpose(input:)
    UpdatePurposeInput.name UpdatePurposeInput.legalBasis UpdatePurposeInput.isEssential
    UpdatePurposeInput.notice UpdatePurposeInput.language UpdatePurposeInput.jurisdiction
    UpdatePurposeInput.recipients UpdatePurposeInput.retention UpdatePurposeInput.withdrawalMethod
    PurposePayload.purpose
    Mutation.mapPurpose Mutation.mapPurpose(input:)
    MapPurposeInput.purposeId MapPurposeInput.channel MapPurposeInput.integrationId
    MapPurposeInput.platformPurpose MapPurposePayload.mapping
    Mutation.unmapPurpose Mutation.unmapPurpose(id:) UnmapPurposePayload.id
    Mutation.recordConsent Mutation.recordConsent(input:)
    RecordConsentInput.dataSubjectId RecordConsentInput.purposeId RecordConsentInput.channel
    RecordConsentInput.state RecordConsentInput.at RecordConsentInput.method
    RecordConsentInput.legalBasis RecordConsentInput.givenThrough RecordConsentPayload.consent
    Mutation.importConsents Mutation.importConsents(input:)
    ImportConsentsInput.dataControllerId ImportConsentsInput.isDryRun ImportConsentsInput.consents
    ImportedConsentInput.category ImportedConsentInput.value ImportedConsentInput.integrationId
    ImportedConsentInput.purpose ImportedConsentInput.channel ImportedConsentInput.state
    ImportedConsentInput.at ImportedConsentInput.givenThrough
    ImportConsentsPayload.results ImportResult.outcome ImportResult.detail
  `,
  'owner developer': `
    Mutation.addIntegration Mutation.addIntegration(input:)
    AddIntegrationInput.dataControllerId AddIntegrationInput.adapter AddIntegrationInput.label
    AddIntegrationInput.settings
    AddIntegrationPayload.integration AddIntegrationPayload.webhookUrl
    AddIntegrationPayload.redactUrl AddIntegrationPayload.pollUrl
    Mutation.updateIntegration Mutation.updateIntegration(input:)
    UpdateIntegrationInput.id UpdateIntegrationInput.label UpdateIntegrationInput.settings
    Mutation.enableIntegration Mutation.enableIntegration(id:)
    Mutation.disableIntegration Mutation.disableIntegration(id:)
    IntegrationPayload.integration
    Mutation.removeIntegration Mutation.removeIntegration(id:)
    RemoveIntegrationPayload.id RemoveIntegrationPayload.isDisconnected
    Mutation.testIntegration Mutation.testIntegration(id:) Mutation.testIntegration(recording:)
    Mutation.testIntegration(body:)
    TestIntegrationPayload.sample TestIntegrationPayload.isRegistered
    TriedSample.recording TriedSample.status TriedSample.code TriedSample.reason
    TriedSample.verification TriedSample.events
    UnderstoodEvent.eventType UnderstoodEvent.meaning UnderstoodEvent.occurredAt
    UnderstoodEvent.isReadBack UnderstoodEvent.people UnderstoodEvent.fields
    UnderstoodField.path UnderstoodField.category UnderstoodField.person
    Mutation.rotateDxKey Mutation.rotateDxKey(dataControllerId:)
    Mutation.rotateDxKey(integrationId:) Mutation.rotateDxKey(overlapUntil:)
    RotateDxKeyPayload.dxKey RotateDxKeyPayload.dxKeyId RotateDxKeyPayload.webhookUrl
    RotateDxKeyPayload.redactUrl RotateDxKeyPayload.pollUrl
    Mutation.revokeDxKey Mutation.revokeDxKey(id:) RevokeDxKeyPayload.id
  `,
  owner: `
    Query.accountClaims AccountClaim.integration AccountClaim.account AccountClaim.state
    AccountClaim.contested AccountClaim.recognised
    Mutation.approveAccount Mutation.approveAccount(integrationId:) Mutation.approveAccount(account:)
    Mutation.createDataController Mutation.createDataController(input:)
    CreateDataControllerInput.name CreateDataControllerInput.phoneRegion
    CreateDataControllerInput.did CreateDataControllerInput.dxKey
    CreateDataControllerPayload.dataController CreateDataControllerPayload.dxKey
    CreateDataControllerPayload.dxKeyId
    Mutation.createApiKey Mutation.createApiKey(input:)
    CreateApiKeyInput.name CreateApiKeyInput.role CreateApiKeyInput.dataControllerId
    CreateApiKeyPayload.id CreateApiKeyPayload.apiKey
    Mutation.revokeApiKey Mutation.revokeApiKey(id:) RevokeApiKeyPayload.id
  `,
}

/** The same by coordinate. */
export const expectedRoles: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(expected).flatMap(([roles, coordinates]) =>
    coordinates
      .trim()
      .split(/\s+/)
      .map((coordinate): [string, readonly string[]] => [coordinate, roles.split(' ')]),
  ),
)

/**
 * What a key of another tenant is told where a call names something of ours, or of the whole server,
 * if its role may make the call at all. Everything else answers, with nothing of ours in it.
 */
export const expectedOfStrangers: Readonly<Record<string, 'not_found' | 'forbidden'>> = {
  'Query.integrations': 'not_found',
  'Query.dataSubjects': 'not_found',
  'Query.consents': 'not_found',
  'Query.purposes': 'not_found',
  'Query.unmappedPurposes': 'not_found',
  'Query.attention': 'not_found',
  'DeliveryFilter.dataControllerId': 'not_found',
  'DeliveryFilter.integrationId': 'not_found',
  'QuarantineFilter.dataControllerId': 'not_found',
  'QuarantineFilter.integrationId': 'not_found',
  'ProcessingActivityFilter.dataControllerId': 'not_found',
  'ProcessingActivityFilter.integrationId': 'not_found',
  'ProcessingActivityFilter.deliveryId': 'not_found',
  'ProcessingActivityFilter.dataSubjectId': 'not_found',
  'AuditLogFilter.dataControllerId': 'not_found',
  'AuditLogFilter.integrationId': 'not_found',
  'Mutation.createPurpose': 'not_found',
  'Mutation.updatePurpose': 'not_found',
  'Mutation.mapPurpose': 'not_found',
  'Mutation.unmapPurpose': 'not_found',
  'Mutation.recordConsent': 'not_found',
  'Mutation.importConsents': 'not_found',
  'Mutation.addIntegration': 'not_found',
  'Mutation.updateIntegration': 'not_found',
  'Mutation.enableIntegration': 'not_found',
  'Mutation.disableIntegration': 'not_found',
  'Mutation.approveAccount': 'forbidden',
  'Mutation.removeIntegration': 'not_found',
  'Mutation.testIntegration': 'not_found',
  'Mutation.rotateDxKey': 'not_found',
  'Mutation.revokeDxKey': 'not_found',
  'Mutation.replayQuarantined': 'not_found',
  'Mutation.revokeApiKey': 'not_found',
  'Mutation.createApiKey': 'forbidden',
  'CreateApiKeyInput.dataControllerId': 'not_found',
  'Mutation.createDataController': 'forbidden',
}
