import type { Command } from '../command-line/command.ts'
import { integrationsApprove, integrationsClaims } from './accounts.ts'
import { adaptersList } from './adapters-list.ts'
import { attention } from './attention.ts'
import { auditConsistency, auditProve, auditVerify } from './audit.ts'
import { auditExport } from './audit-export.ts'
import { checkConfig } from './check-config.ts'
import { consentsImport } from './consents-import.ts'
import { consentsList } from './consents-list.ts'
import { consentsPropagate } from './consents-propagate.ts'
import { consentsPropagations } from './consents-propagations.ts'
import { consentsRecord } from './consents-record.ts'
import { controllersCreate, controllersList, controllersUpdate } from './controllers.ts'
import { demo } from './demo.ts'
import { holdsList, holdsPlace, holdsRelease } from './holds.ts'
import { integrationsList, integrationsRemove } from './integrations.ts'
import { integrationsAdd } from './integrations-add.ts'
import { integrationsTest } from './integrations-test.ts'
import { integrationsUpdate } from './integrations-update.ts'
import { keysRotate } from './keys.ts'
import { keysMasterRotate, keysMasterStatus } from './master-keys.ts'
import { migrate } from './migrate.ts'
import { noticesDone, noticesList } from './notices.ts'
import {
  controllersOffboard,
  controllersOffboardCancel,
  controllersOffboardStatus,
} from './offboarding.ts'
import {
  purposesCreate,
  purposesList,
  purposesMap,
  purposesUnmap,
  purposesUpdate,
} from './purposes.ts'
import { quarantineList, quarantineReplay } from './quarantine.ts'
import { recordExport } from './record-export.ts'
import {
  redactApprove,
  redactDone,
  redactList,
  redactPlan,
  redactRetry,
  redactStatus,
  redactStop,
  redactTarget,
} from './redact.ts'
import { redactReceipt } from './redact-receipt.ts'
import { requestsCreate, requestsList, requestsShow } from './requests.ts'
import {
  requestsCheck,
  requestsClose,
  requestsConfirm,
  requestsExtend,
  requestsPause,
  requestsRefuse,
  requestsResume,
  requestsStage,
  requestsWithdraw,
} from './requests-acts.ts'
import { requestsExport, requestsExportLink } from './requests-export.ts'
import { requestsIdentities } from './requests-identities.ts'
import { requestsImport } from './requests-import.ts'
import { restoreCheck } from './restore-check.ts'
import { retentionSet, retentionShow } from './retention.ts'
import { send } from './send.ts'
import { start } from './start.ts'
import { subjectsFind } from './subjects-find.ts'
import { subjectsApart, subjectsLinks } from './subjects-links.ts'
import { subjectsMerge, subjectsSeparate } from './subjects-merge.ts'
import { subjectsRestrict, subjectsUnrestrict } from './subjects-restrict.ts'
import { subjectsShow } from './subjects-show.ts'
import {
  suppressionsAdd,
  suppressionsExport,
  suppressionsImport,
  suppressionsKeep,
  suppressionsLift,
  suppressionsList,
} from './suppressions.ts'

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  start,
  demo,
  checkConfig,
  migrate,
  restoreCheck,
  controllersCreate,
  controllersList,
  controllersUpdate,
  controllersOffboard,
  controllersOffboardStatus,
  controllersOffboardCancel,
  keysRotate,
  keysMasterStatus,
  keysMasterRotate,
  adaptersList,
  integrationsAdd,
  integrationsList,
  integrationsTest,
  integrationsUpdate,
  integrationsClaims,
  integrationsApprove,
  integrationsRemove,
  send,
  attention,
  subjectsFind,
  subjectsShow,
  subjectsLinks,
  subjectsMerge,
  subjectsSeparate,
  subjectsApart,
  subjectsRestrict,
  subjectsUnrestrict,
  suppressionsList,
  suppressionsAdd,
  suppressionsImport,
  suppressionsExport,
  suppressionsLift,
  suppressionsKeep,
  purposesList,
  purposesCreate,
  purposesUpdate,
  purposesMap,
  purposesUnmap,
  consentsList,
  consentsRecord,
  consentsImport,
  consentsPropagate,
  consentsPropagations,
  requestsCreate,
  requestsList,
  requestsShow,
  requestsIdentities,
  requestsConfirm,
  requestsCheck,
  requestsStage,
  requestsPause,
  requestsResume,
  requestsExtend,
  requestsClose,
  requestsRefuse,
  requestsWithdraw,
  requestsImport,
  requestsExport,
  requestsExportLink,
  redactList,
  redactPlan,
  redactApprove,
  redactStatus,
  redactStop,
  redactTarget,
  redactDone,
  redactRetry,
  redactReceipt,
  noticesList,
  noticesDone,
  retentionShow,
  retentionSet,
  holdsList,
  holdsPlace,
  holdsRelease,
  recordExport,
  quarantineList,
  quarantineReplay,
  auditVerify,
  auditProve,
  auditConsistency,
  auditExport,
]
