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
    Query.delivery Query.delivery(id:) Query.activity Query.activity(id:)
    Query.integration Query.integration(id:) Query.quarantined Query.quarantined(id:)
    Query.processingActivities Query.processingActivities(filter:)
    Query.processingActivities(first:) Query.processingActivities(after:)

    Me.id Me.name Me.role Me.dataController
    Adapter.name Adapter.title Adapter.package Adapter.isRunning Adapter.isCalled Adapter.canFetch
    Adapter.canExport Adapter.canBeTold Adapter.canErase
    Adapter.settingsSchema Adapter.fault AdapterFault.code AdapterFault.message
    PageInfo.hasNextPage PageInfo.hasPreviousPage PageInfo.startCursor PageInfo.endCursor

    DataController.id DataController.did DataController.name DataController.phoneRegion
    DataController.status DataController.createdAt DataController.lawProfiles
    DataController.timezone DataController.holidayCalendar
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

    Query.notificationDeliveries Query.notificationDeliveries(filter:)
    Query.notificationDeliveries(first:) Query.notificationDeliveries(after:)
    NotificationDeliveryFilter.dataControllerId NotificationDeliveryFilter.subscriber
    NotificationDeliveryFilter.topic NotificationDeliveryFilter.state
    NotificationDelivery.id NotificationDelivery.subscriber NotificationDelivery.notificationId
    NotificationDelivery.topic NotificationDelivery.state NotificationDelivery.tries
    NotificationDelivery.firstTriedAt NotificationDelivery.lastTriedAt NotificationDelivery.reason
    NotificationDeliveryConnection.edges NotificationDeliveryConnection.nodes
    NotificationDeliveryConnection.pageInfo NotificationDeliveryConnection.totalCount
    NotificationDeliveryEdge.cursor NotificationDeliveryEdge.node
    Query.notificationSubscribers Query.notificationSubscribers(dataControllerId:)
    NotificationSubscriber.name NotificationSubscriber.behind NotificationSubscriber.tries
    NotificationSubscriber.nextTryAt NotificationSubscriber.reason
    Subscription.notifications Subscription.notifications(dataControllerId:)
    Subscription.notifications(topics:) Subscription.notifications(after:)
    Notification.id Notification.event Notification.at Notification.data
  `,
  'owner dpo auditor': `
    ProcessingActivity.dataSubjects ProcessingActivity.isRestricted
    ProcessingActivityFilter.dataSubjectId PersonalDataField.person

    Query.dataSubjects Query.dataSubjects(filter:) Query.dataSubjects(first:) Query.dataSubjects(after:)
    DataSubject.id DataSubject.did DataSubject.state DataSubject.firstSeen DataSubject.lastSeen
    Query.dataSubject Query.dataSubject(id:)
    DataSubject.identifiers DataSubject.activities DataSubject.consents DataSubject.consents(first:)
    DataSubject.shortName DataSubject.isShortNameShared DataSubject.restrictions
    DataSubject.restrictions(first:) DataSubject.merged DataSubject.merged(first:)
    DataSubject.categories DataSubject.linkSuggestions DataSubject.linkSuggestions(first:)
    Restriction.reason Restriction.restrictedAt Restriction.liftedAt
    MergedDataSubject.id MergedDataSubject.shortName MergedDataSubject.mergedAt
    CategoryOfData.category CategoryOfData.integration CategoryOfData.count CategoryOfData.lastAt
    Query.linkSuggestions Query.linkSuggestions(dataControllerId:) Query.linkSuggestions(first:)
    Query.linkSuggestions(after:)
    LinkSuggestion.dataSubjects LinkSuggestion.evidence LinkSuggestion.suggestedAt
    LinkSuggestion.activityId
    LinkSuggestionConnection.edges LinkSuggestionConnection.nodes LinkSuggestionConnection.pageInfo
    LinkSuggestionConnection.totalCount LinkSuggestionEdge.cursor LinkSuggestionEdge.node
    DataSubject.requests DataSubject.requests(first:)
    DataSubjectConnection.edges DataSubjectConnection.nodes DataSubjectConnection.pageInfo
    DataSubjectConnection.totalCount DataSubjectEdge.cursor DataSubjectEdge.node
    DataSubjectFilter.dataControllerId DataSubjectFilter.identifier
    IdentifierFilter.category IdentifierFilter.value IdentifierFilter.integrationId
    IdentifierToken.category IdentifierToken.token IdentifierToken.firstSeen
    IdentifierToken.integration IdentifierToken.isVerified

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
    Query.consentPropagations Query.consentPropagations(filter:)
    Query.consentPropagations(first:) Query.consentPropagations(after:)
    ConsentPropagationFilter.dataControllerId ConsentPropagationFilter.dataSubjectId
    ConsentPropagationFilter.integrationId ConsentPropagationFilter.outcome
    ConsentPropagationFilter.isOpen
    DataSubject.propagations DataSubject.propagations(first:)
    Consent.propagations Consent.propagations(first:) Consent.canBeTold
    ConsentPropagation.id ConsentPropagation.dataSubjectId ConsentPropagation.integration
    ConsentPropagation.object ConsentPropagation.channel ConsentPropagation.purpose
    ConsentPropagation.platformPurpose ConsentPropagation.state ConsentPropagation.decidedAt
    ConsentPropagation.outcome ConsentPropagation.found ConsentPropagation.confirmedAt
    ConsentPropagation.tries ConsentPropagation.toldAt ConsentPropagation.nextAt
    ConsentPropagation.reason ConsentPropagation.createdAt ConsentPropagation.createdBy
    ConsentPropagationConnection.edges ConsentPropagationConnection.nodes
    ConsentPropagationConnection.pageInfo ConsentPropagationConnection.totalCount
    ConsentPropagationEdge.cursor ConsentPropagationEdge.node
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

    Query.dataSubjectRequests Query.dataSubjectRequests(filter:)
    Query.dataSubjectRequests(first:) Query.dataSubjectRequests(after:)
    DataSubjectRequestFilter.dataControllerId DataSubjectRequestFilter.isClosed
    DataSubjectRequestFilter.status DataSubjectRequestFilter.type DataSubjectRequestFilter.channel
    DataSubjectRequestFilter.integrationId DataSubjectRequestFilter.dataSubjectId
    DataSubjectRequestFilter.dueBefore DataSubjectRequestFilter.needs
    DataSubjectRequestConnection.edges DataSubjectRequestConnection.nodes
    DataSubjectRequestConnection.pageInfo DataSubjectRequestConnection.totalCount
    DataSubjectRequestEdge.cursor DataSubjectRequestEdge.node
    Query.dataSubjectRequest Query.dataSubjectRequest(id:)
    DataSubjectRequest.id DataSubjectRequest.type DataSubjectRequest.status DataSubjectRequest.stage
    DataSubjectRequest.regulation DataSubjectRequest.channel DataSubjectRequest.scope
    DataSubjectRequest.receivedAt DataSubjectRequest.createdAt DataSubjectRequest.dueAt
    DataSubjectRequest.acknowledgeBy DataSubjectRequest.acknowledgedAt DataSubjectRequest.clock
    DataSubjectRequest.personConfirmedAt DataSubjectRequest.verification
    DataSubjectRequest.justification DataSubjectRequest.closedAt DataSubjectRequest.responseRef
    DataSubjectRequest.hasIdentities DataSubjectRequest.integration DataSubjectRequest.activityId
    DataSubjectRequest.history DataSubjectRequest.history(first:) DataSubjectRequest.duplicateOf
    DataSubjectRequest.possibleDuplicates DataSubjectRequest.dataSubject
    DataSubjectRequest.possiblePeople
    RequestClock.law RequestClock.source RequestClock.timezone RequestClock.holidayCalendar
    RequestClock.received RequestClock.period RequestClock.stoppedDays RequestClock.nominal
    RequestClock.end RequestClock.passedOver RequestClock.pauses RequestClock.extendedAt
    RequestClock.extensionReason RequestClock.extensionNotifiedAt
    FreeDay.date FreeDay.reason RequestPause.from RequestPause.until
    RequestVerification.method RequestVerification.level RequestVerification.note
    RequestVerification.at RequestVerification.by
    RequestEvent.at RequestEvent.kind RequestEvent.actorType RequestEvent.actorId RequestEvent.details
    Query.requestStats Query.requestStats(dataControllerId:)
    RequestStats.open RequestStats.overdue RequestStats.dueSoon RequestStats.unacknowledged
    RequestStats.onHold RequestStats.unconfirmed RequestStats.unchecked
    RequestStats.answeredUnchecked RequestStats.duplicates RequestStats.closedInTime
    RequestStats.closedLate
    Query.dataExport Query.dataExport(id:)
    DataSubjectRequest.dataExports DataSubjectRequest.dataExports(first:)
    DataExport.id DataExport.status DataExport.reason DataExport.createdAt DataExport.readyAt
    DataExport.expiresAt DataExport.bytes DataExport.downloads DataExport.sources
    DataExportSource.integration DataExportSource.outcome DataExportSource.reason
    DataExportSource.documents DataExportSource.documentsLeftOut DataExportSource.records
    DataExportSource.recordsLeftOut
    Query.redactions Query.redactions(filter:) Query.redactions(first:) Query.redactions(after:)
    RedactionFilter.dataControllerId RedactionFilter.requestId RedactionFilter.dataSubjectId
    RedactionFilter.state RedactionFilter.needs
    RedactionConnection.edges RedactionConnection.nodes RedactionConnection.pageInfo
    RedactionConnection.totalCount RedactionEdge.cursor RedactionEdge.node
    Query.redaction Query.redaction(id:)
    DataSubjectRequest.redactions DataSubjectRequest.redactions(first:)
    Redaction.id Redaction.scope Redaction.request Redaction.dataSubjectId Redaction.state Redaction.reason
    Redaction.planHash Redaction.createdAt Redaction.plannedAt Redaction.approvedAt
    Redaction.approvedBy Redaction.notBefore Redaction.startedAt Redaction.stoppedAt
    Redaction.finishedAt Redaction.resumedAt Redaction.ownRows Redaction.lookups Redaction.tasks
    Redaction.integration Redaction.receipt
    OwnRows.kind OwnRows.count
    RedactionLookup.integration RedactionLookup.outcome RedactionLookup.reason
    RedactionLookup.isSeen RedactionLookup.at
    DataSubjectRequest.notices RecipientNotice.id RecipientNotice.recipient RecipientNotice.kind
    RecipientNotice.entries RecipientNotice.instructions RecipientNotice.createdAt
    RecipientNotice.outcome RecipientNotice.doneAt RecipientNotice.doneBy RecipientNotice.proof
    RecipientNotice.reason
    RedactionTask.actionAfter
    RedactionTask.id RedactionTask.integration RedactionTask.object RedactionTask.action
    RedactionTask.expected RedactionTask.state RedactionTask.outcome RedactionTask.reason
    RedactionTask.endedAt RedactionTask.acceptedAt RedactionTask.retained
    RedactionTask.justification RedactionTask.until RedactionTask.instructions
    RedactionTask.waitsFor RedactionTask.tries RedactionTask.nextAt RedactionTask.found
    RedactionTask.foundAt RedactionTask.why RedactionTask.doneAt RedactionTask.doneBy
    RedactionTask.proof RedactionTask.receipt
    RedactionReceipt.issuedAt RedactionReceipt.file RedactionReceipt.page
    Query.retention Query.retention(dataControllerId:)
    RetentionPeriod.integration RetentionPeriod.category RetentionPeriod.days
    RetentionPeriod.updatedAt
    Query.holds Query.holds(dataControllerId:) Query.holds(dataSubjectId:)
    Query.holds(integrationId:) Query.holds(isActive:) Query.holds(first:) Query.holds(after:)
    DataSubject.holds DataSubject.holds(first:)
    LegalHold.id LegalHold.dataSubjectId LegalHold.integration LegalHold.basis LegalHold.basisIri
    LegalHold.reference LegalHold.isActive LegalHold.startsAt LegalHold.reviewAt LegalHold.endsAt
    LegalHold.placedAt LegalHold.placedBy LegalHold.releasedAt LegalHold.releasedBy
    LegalHoldConnection.edges LegalHoldConnection.nodes LegalHoldConnection.pageInfo
    LegalHoldConnection.totalCount LegalHoldEdge.cursor LegalHoldEdge.node
    Query.suppressions Query.suppressions(filter:) Query.suppressions(first:)
    Query.suppressions(after:)
    SuppressionFilter.dataControllerId SuppressionFilter.identifier SuppressionFilter.reason
    SuppressionFilter.isToReview
    Suppression.id Suppression.category Suppression.token Suppression.group Suppression.reason
    Suppression.createdAt Suppression.effectiveFrom Suppression.expiresAt Suppression.hits
    Suppression.lastHitAt Suppression.integrations Suppression.reviewSince Suppression.keptAt
    SuppressionHits.integration SuppressionHits.hits
    SuppressionConnection.edges SuppressionConnection.nodes SuppressionConnection.pageInfo
    SuppressionConnection.totalCount SuppressionEdge.cursor SuppressionEdge.node
    Query.articleThirtyRecord Query.articleThirtyRecord(dataControllerId:)
    Query.articleThirtyRecord(as:)
    ArticleThirtyRecord.dataController ArticleThirtyRecord.as ArticleThirtyRecord.generatedAt
    ArticleThirtyRecord.observedSince ArticleThirtyRecord.entries ArticleThirtyRecord.undeclared
    ArticleThirtyRecord.csv ArticleThirtyRecord.jsonLd
    RecordEntry.declared RecordEntry.observed RecordEntry.drift
    RecordDrift.kind RecordDrift.category RecordDrift.integration
    ProcessingEntry.id ProcessingEntry.as ProcessingEntry.name ProcessingEntry.integrations
    ProcessingEntry.purposes ProcessingEntry.legalBasis ProcessingEntry.specialBasis
    ProcessingEntry.categories ProcessingEntry.subjectKinds ProcessingEntry.recipients
    ProcessingEntry.transfers ProcessingEntry.retention ProcessingEntry.securityMeasures
    ProcessingEntry.contact ProcessingEntry.representative ProcessingEntry.dpoContact
    ProcessingEntry.jointControllers ProcessingEntry.clients ProcessingEntry.dpiaUrl
    ProcessingEntry.leftAsDeclared ProcessingEntry.version ProcessingEntry.reviewedAt
    ProcessingEntry.createdAt ProcessingEntry.updatedAt
    Transfer.country Transfer.recipient Transfer.safeguard
    LeftAsDeclared.category LeftAsDeclared.reason
    Query.observedFlows Query.observedFlows(dataControllerId:) Query.observedFlows(since:)
    ObservedFlow.integration ObservedFlow.meaning ObservedFlow.activities ObservedFlow.firstAt
    ObservedFlow.lastAt ObservedFlow.isWhole ObservedFlow.categories ObservedFlow.verifications
    ObservedCategory.category ObservedCategory.activities ObservedCategory.firstAt
    ObservedCategory.lastAt
    ObservedVerification.verification ObservedVerification.activities

    Query.auditLog Query.auditLog(filter:) Query.auditLog(first:) Query.auditLog(after:)
    AuditEntry.id AuditEntry.seq AuditEntry.at AuditEntry.dataControllerId AuditEntry.actorType AuditEntry.actorId
    AuditEntry.action AuditEntry.objectType AuditEntry.objectId AuditEntry.outcome
    AuditEntry.details
    AuditEntryConnection.edges AuditEntryConnection.nodes AuditEntryConnection.pageInfo
    AuditEntryConnection.totalCount AuditEntryEdge.cursor AuditEntryEdge.node
    AuditLogFilter.dataControllerId AuditLogFilter.action AuditLogFilter.integrationId
    Query.auditStatus Query.auditStatus(dataControllerId:)
    AuditStatus.size AuditStatus.waiting AuditStatus.checkpoint AuditStatus.anchors
    AuditStatus.verifierKeys AuditCheckpoint.size AuditCheckpoint.root AuditCheckpoint.at
    AuditCheckpoint.note AuditAnchors.place AuditAnchors.size
    Query.verifyAudit Query.verifyAudit(dataControllerId:) Query.verifyAudit(from:)
    AuditVerification.checked AuditVerification.size AuditVerification.next AuditVerification.faults
    AuditFault.kind AuditFault.seq AuditFault.until AuditFault.detail
    Query.auditProof Query.auditProof(dataControllerId:) Query.auditProof(seq:)
    AuditProof.entry AuditProof.seq AuditProof.checkpoint AuditProof.proof
    Query.auditGrowth Query.auditGrowth(dataControllerId:) Query.auditGrowth(older:)
    Query.auditGrowth(newer:) AuditGrowth.older AuditGrowth.newer AuditGrowth.proof
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
    Mutation.setRetention Mutation.setRetention(input:)
    SetRetentionInput.dataControllerId SetRetentionInput.integrationId SetRetentionInput.category
    SetRetentionInput.days SetRetentionPayload.retention
    Mutation.placeHold Mutation.placeHold(input:)
    PlaceHoldInput.dataControllerId PlaceHoldInput.dataSubjectId PlaceHoldInput.integrationId
    PlaceHoldInput.basis PlaceHoldInput.reference PlaceHoldInput.startsAt PlaceHoldInput.reviewAt
    PlaceHoldInput.endsAt
    Mutation.releaseHold Mutation.releaseHold(id:) HoldPayload.hold
    Mutation.addSuppression Mutation.addSuppression(input:)
    AddSuppressionInput.dataControllerId AddSuppressionInput.identifiers AddSuppressionInput.reason
    AddSuppressionInput.effectiveFrom AddSuppressionInput.expiresAt
    SuppressedIdentifierInput.category SuppressedIdentifierInput.value
    SuppressedIdentifierInput.integrationId AddSuppressionPayload.suppressions
    Mutation.importSuppressions Mutation.importSuppressions(input:)
    ImportSuppressionsInput.dataControllerId ImportSuppressionsInput.isDryRun
    ImportSuppressionsInput.suppressions
    ImportedSuppressionInput.category ImportedSuppressionInput.value
    ImportedSuppressionInput.integrationId ImportedSuppressionInput.effectiveFrom
    ImportedSuppressionInput.expiresAt ImportSuppressionsPayload.results
    SuppressionImportResult.isSuppressed SuppressionImportResult.detail
    Mutation.liftSuppression Mutation.liftSuppression(id:)
    Mutation.keepSuppression Mutation.keepSuppression(id:) SuppressionPayload.id
    Mutation.updateProcessingEntry Mutation.updateProcessingEntry(input:)
    UpdateProcessingEntryInput.dataControllerId UpdateProcessingEntryInput.id
    UpdateProcessingEntryInput.as UpdateProcessingEntryInput.name
    UpdateProcessingEntryInput.integrationIds UpdateProcessingEntryInput.purposes
    UpdateProcessingEntryInput.legalBasis UpdateProcessingEntryInput.specialBasis
    UpdateProcessingEntryInput.categories UpdateProcessingEntryInput.subjectKinds
    UpdateProcessingEntryInput.recipients UpdateProcessingEntryInput.transfers
    UpdateProcessingEntryInput.retention UpdateProcessingEntryInput.securityMeasures
    UpdateProcessingEntryInput.contact UpdateProcessingEntryInput.representative
    UpdateProcessingEntryInput.dpoContact UpdateProcessingEntryInput.jointControllers
    UpdateProcessingEntryInput.clients UpdateProcessingEntryInput.dpiaUrl
    UpdateProcessingEntryInput.leftAsDeclared UpdateProcessingEntryInput.reviewedAt
    TransferInput.country TransferInput.recipient TransferInput.safeguard
    LeftAsDeclaredInput.category LeftAsDeclaredInput.reason ProcessingEntryPayload.entry
    Mutation.removeProcessingEntry Mutation.removeProcessingEntry(id:)
    RemoveProcessingEntryPayload.id
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
    Mutation.propagateConsent Mutation.propagateConsent(input:)
    PropagateConsentInput.dataControllerId PropagateConsentInput.dataSubjectId
    PropagateConsentInput.channel PropagateConsentInput.purpose
    PropagateConsentInput.integrationIds PropagateConsentInput.isDryRun
    PropagateConsentPayload.consent PropagateConsentPayload.lines
    PropagationLine.integration PropagationLine.object PropagationLine.platformPurpose
    PropagationLine.outcome PropagationLine.propagation
    Mutation.mergeDataSubjects Mutation.mergeDataSubjects(input:)
    MergeDataSubjectsInput.dataSubjectId MergeDataSubjectsInput.intoId
    Mutation.separateDataSubjects Mutation.separateDataSubjects(dataSubjectId:)
    Mutation.dismissLink Mutation.dismissLink(input:)
    DismissLinkInput.dataSubjectId DismissLinkInput.otherId
    Mutation.restrictDataSubject Mutation.restrictDataSubject(input:)
    RestrictDataSubjectInput.dataSubjectId RestrictDataSubjectInput.reason
    Mutation.unrestrictDataSubject Mutation.unrestrictDataSubject(dataSubjectId:)
    DataSubjectPayload.dataSubject DataSubjectsPayload.dataSubjects
    Mutation.createDataSubjectRequest Mutation.createDataSubjectRequest(input:)
    CreateDataSubjectRequestInput.dataControllerId CreateDataSubjectRequestInput.type
    CreateDataSubjectRequestInput.identifiers CreateDataSubjectRequestInput.channel
    CreateDataSubjectRequestInput.receivedAt CreateDataSubjectRequestInput.receivedOn
    CreateDataSubjectRequestInput.regulation
    CreateDataSubjectRequestInput.isDryRun
    RequestIdentifierInput.category RequestIdentifierInput.value RequestIdentifierInput.integrationId
    CreateDataSubjectRequestPayload.dataSubjectRequest CreateDataSubjectRequestPayload.dueAt
    CreateDataSubjectRequestPayload.dueOn CreateDataSubjectRequestPayload.acknowledgeBy
    Mutation.importDataSubjectRequests Mutation.importDataSubjectRequests(input:)
    ImportDataSubjectRequestsInput.dataControllerId ImportDataSubjectRequestsInput.isDryRun
    ImportDataSubjectRequestsInput.requests
    ImportedRequestInput.type ImportedRequestInput.identifiers ImportedRequestInput.channel
    ImportedRequestInput.receivedAt ImportedRequestInput.receivedOn ImportedRequestInput.regulation
    ImportDataSubjectRequestsPayload.results RequestImportResult.outcome
    RequestImportResult.detail RequestImportResult.dueAt
    Mutation.updateDataSubjectRequest Mutation.updateDataSubjectRequest(input:)
    UpdateDataSubjectRequestInput.id UpdateDataSubjectRequestInput.stage
    Mutation.confirmRequestPerson Mutation.confirmRequestPerson(id:)
    Mutation.confirmRequestPerson(dataSubjectId:)
    Mutation.verifyRequestIdentity Mutation.verifyRequestIdentity(input:)
    VerifyRequestIdentityInput.id VerifyRequestIdentityInput.method VerifyRequestIdentityInput.level
    VerifyRequestIdentityInput.note
    Mutation.pauseDataSubjectRequest Mutation.pauseDataSubjectRequest(id:)
    Mutation.resumeDataSubjectRequest Mutation.resumeDataSubjectRequest(id:)
    Mutation.extendDataSubjectRequest Mutation.extendDataSubjectRequest(input:)
    ExtendDataSubjectRequestInput.id ExtendDataSubjectRequestInput.reason
    ExtendDataSubjectRequestInput.notifiedAt
    Mutation.refuseDataSubjectRequest Mutation.refuseDataSubjectRequest(id:)
    Mutation.refuseDataSubjectRequest(reason:)
    Mutation.withdrawDataSubjectRequest Mutation.withdrawDataSubjectRequest(id:)
    Mutation.closeDataSubjectRequest Mutation.closeDataSubjectRequest(input:)
    CloseDataSubjectRequestInput.id CloseDataSubjectRequestInput.outcome
    CloseDataSubjectRequestInput.duplicateOf CloseDataSubjectRequestInput.responseRef
    DataSubjectRequestPayload.dataSubjectRequest
    Mutation.showRequestIdentities Mutation.showRequestIdentities(id:)
    ShowRequestIdentitiesPayload.identifiers RequestIdentifier.category RequestIdentifier.value
    RequestIdentifier.integrationId
    DataSubjectRequest.exportPlan ExportPlan.identifiers ExportPlan.unverified
    ExportPlan.integrations ExportPlan.obstacles PlannedIdentifier.id PlannedIdentifier.category
    PlannedIdentifier.integration PlannedIdentifier.firstSeen PlannedIdentifier.isProven
    PlannedIntegration.integration PlannedIntegration.canBeRead PlannedIntegration.reason
    Mutation.planRedaction Mutation.planRedaction(requestId:)
    Mutation.approveRedaction Mutation.approveRedaction(id:) Mutation.approveRedaction(planHash:)
    Mutation.stopRedaction Mutation.stopRedaction(id:) RedactionPayload.redaction
    Mutation.completeRedactionTask Mutation.completeRedactionTask(input:)
    CompleteRedactionTaskInput.id CompleteRedactionTaskInput.outcome
    CompleteRedactionTaskInput.proof RedactionTaskPayload.task
    Mutation.retryRedactionTask Mutation.retryRedactionTask(id:)
    Mutation.showRedactionTarget Mutation.showRedactionTarget(id:)
    ShowRedactionTargetPayload.object ShowRedactionTargetPayload.id
    ShowRedactionTargetPayload.within ShowRedactionTargetPayload.identifiers
    ShowRedactionTargetPayload.digestKey
    Mutation.completeRecipientNotice Mutation.completeRecipientNotice(input:)
    CompleteRecipientNoticeInput.id CompleteRecipientNoticeInput.outcome
    CompleteRecipientNoticeInput.note
    RecipientNoticePayload.notice
    Mutation.createDataExport Mutation.createDataExport(input:)
    CreateDataExportInput.requestId CreateDataExportInput.identifiers DataExportPayload.dataExport
    Mutation.createDataExportLink Mutation.createDataExportLink(id:)
    DataExportLinkPayload.dataExport DataExportLinkPayload.url
    Mutation.deleteDataExport Mutation.deleteDataExport(id:)
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
    Query.masterKeys MasterKey.id MasterKey.isActive MasterKey.isHeld MasterKey.createdAt
    MasterKey.rotationAskedAt MasterKey.drainedAt MasterKey.readers MasterKey.share
    MasterKey.isRetirable MasterKeyReader.kind MasterKeyReader.count MasterKeyReader.total
    Mutation.rotateMasterKeys RotateMasterKeysPayload.masterKeys
    Query.offboarding Query.offboarding(dataControllerId:)
    Offboarding.dataControllerId Offboarding.state Offboarding.requestedAt Offboarding.graceDays
    Offboarding.exportedAt Offboarding.notBefore Offboarding.waitsFor Offboarding.cancelledAt
    Offboarding.startedAt Offboarding.finishedAt Offboarding.deleted
    DeletedRows.table DeletedRows.count
    Mutation.offboardDataController Mutation.offboardDataController(input:)
    OffboardDataControllerInput.dataControllerId OffboardDataControllerInput.graceDays
    Mutation.confirmOffboardingExports Mutation.confirmOffboardingExports(input:)
    ConfirmOffboardingExportsInput.dataControllerId ConfirmOffboardingExportsInput.exports
    TakenExportInput.kind TakenExportInput.sha256
    Mutation.cancelOffboarding Mutation.cancelOffboarding(dataControllerId:)
    OffboardingPayload.offboarding
    Query.accountClaims AccountClaim.integration AccountClaim.account AccountClaim.state
    AccountClaim.contested AccountClaim.recognised
    Mutation.approveAccount Mutation.approveAccount(integrationId:) Mutation.approveAccount(account:)
    Mutation.createDataController Mutation.createDataController(input:)
    CreateDataControllerInput.name CreateDataControllerInput.phoneRegion
    CreateDataControllerInput.did CreateDataControllerInput.dxKey
    CreateDataControllerPayload.dataController CreateDataControllerPayload.dxKey
    CreateDataControllerPayload.dxKeyId
    Mutation.updateDataController Mutation.updateDataController(input:)
    UpdateDataControllerInput.id UpdateDataControllerInput.lawProfiles
    UpdateDataControllerInput.timezone UpdateDataControllerInput.holidayCalendar
    DataControllerPayload.dataController
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
  'Query.consentPropagations': 'not_found',
  'Query.delivery': 'not_found',
  'Query.activity': 'not_found',
  'Query.integration': 'not_found',
  'Query.quarantined': 'not_found',
  'Query.dataSubject': 'not_found',
  'Query.linkSuggestions': 'not_found',
  'Mutation.mergeDataSubjects': 'not_found',
  'Mutation.separateDataSubjects': 'not_found',
  'Mutation.dismissLink': 'not_found',
  'Mutation.restrictDataSubject': 'not_found',
  'Mutation.unrestrictDataSubject': 'not_found',
  'Query.purposes': 'not_found',
  'Query.unmappedPurposes': 'not_found',
  'Query.attention': 'not_found',
  'Query.dataSubjectRequests': 'not_found',
  'Query.dataSubjectRequest': 'not_found',
  'Query.requestStats': 'not_found',
  'Query.dataExport': 'not_found',
  'Query.redactions': 'not_found',
  'Query.redaction': 'not_found',
  'Query.notificationDeliveries': 'not_found',
  'Query.notificationSubscribers': 'not_found',
  'Query.retention': 'not_found',
  'Query.holds': 'not_found',
  'Query.offboarding': 'not_found',
  'Query.suppressions': 'not_found',
  'Query.articleThirtyRecord': 'not_found',
  'Query.observedFlows': 'not_found',
  'Query.auditStatus(dataControllerId:)': 'not_found',
  'Query.verifyAudit(dataControllerId:)': 'not_found',
  'Query.auditProof(dataControllerId:)': 'not_found',
  'Query.auditGrowth(dataControllerId:)': 'not_found',
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
  'Mutation.setRetention': 'not_found',
  'Mutation.placeHold': 'not_found',
  'Mutation.releaseHold': 'not_found',
  'Mutation.addSuppression': 'not_found',
  'Mutation.importSuppressions': 'not_found',
  'Mutation.liftSuppression': 'not_found',
  'Mutation.keepSuppression': 'not_found',
  'Mutation.updateProcessingEntry': 'not_found',
  'Mutation.removeProcessingEntry': 'not_found',
  'Mutation.recordConsent': 'not_found',
  'Mutation.importConsents': 'not_found',
  'Mutation.propagateConsent': 'not_found',
  'Mutation.createDataSubjectRequest': 'not_found',
  'Mutation.importDataSubjectRequests': 'not_found',
  'Mutation.updateDataSubjectRequest': 'not_found',
  'Mutation.confirmRequestPerson': 'not_found',
  'Mutation.verifyRequestIdentity': 'not_found',
  'Mutation.pauseDataSubjectRequest': 'not_found',
  'Mutation.resumeDataSubjectRequest': 'not_found',
  'Mutation.extendDataSubjectRequest': 'not_found',
  'Mutation.refuseDataSubjectRequest': 'not_found',
  'Mutation.withdrawDataSubjectRequest': 'not_found',
  'Mutation.closeDataSubjectRequest': 'not_found',
  'Mutation.showRequestIdentities': 'not_found',
  'Mutation.createDataExport': 'not_found',
  'Mutation.createDataExportLink': 'not_found',
  'Mutation.deleteDataExport': 'not_found',
  'Mutation.completeRecipientNotice': 'not_found',
  'Mutation.planRedaction': 'not_found',
  'Mutation.approveRedaction': 'not_found',
  'Mutation.stopRedaction': 'not_found',
  'Mutation.completeRedactionTask': 'not_found',
  'Mutation.retryRedactionTask': 'not_found',
  'Mutation.showRedactionTarget': 'not_found',
  'Mutation.updateDataController': 'not_found',
  'Mutation.offboardDataController': 'not_found',
  'Mutation.confirmOffboardingExports': 'not_found',
  'Mutation.cancelOffboarding': 'not_found',
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
  'Query.masterKeys': 'forbidden',
  'Mutation.rotateMasterKeys': 'forbidden',
  'Mutation.createDataController': 'forbidden',
}
