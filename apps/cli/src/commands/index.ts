import type { Command } from '../command-line/command.ts'
import { integrationsApprove, integrationsClaims } from './accounts.ts'
import { adaptersList } from './adapters-list.ts'
import { auditConsistency, auditProve, auditVerify } from './audit.ts'
import { auditExport } from './audit-export.ts'
import { checkConfig } from './check-config.ts'
import { consentsImport } from './consents-import.ts'
import { consentsList } from './consents-list.ts'
import { consentsPropagate } from './consents-propagate.ts'
import { consentsPropagations } from './consents-propagations.ts'
import { controllersCreate, controllersList, controllersUpdate } from './controllers.ts'
import { demo } from './demo.ts'
import { holdsList, holdsPlace, holdsRelease } from './holds.ts'
import { integrationsList, integrationsRemove } from './integrations.ts'
import { integrationsAdd } from './integrations-add.ts'
import { integrationsTest } from './integrations-test.ts'
import { integrationsUpdate } from './integrations-update.ts'
import { keysRotate } from './keys.ts'
import { migrate } from './migrate.ts'
import { quarantineList, quarantineReplay } from './quarantine.ts'
import { recordExport } from './record-export.ts'
import {
  redactApprove,
  redactDone,
  redactPlan,
  redactRetry,
  redactStatus,
  redactStop,
} from './redact.ts'
import { requestsCreate, requestsList, requestsShow } from './requests.ts'
import { requestsExport, requestsExportLink } from './requests-export.ts'
import { requestsImport } from './requests-import.ts'
import { retentionSet, retentionShow } from './retention.ts'
import { send } from './send.ts'
import { start } from './start.ts'
import { subjectsFind } from './subjects-find.ts'
import { subjectsMerge, subjectsSeparate } from './subjects-merge.ts'
import { subjectsShow } from './subjects-show.ts'
import {
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
  controllersCreate,
  controllersList,
  controllersUpdate,
  keysRotate,
  adaptersList,
  integrationsAdd,
  integrationsList,
  integrationsTest,
  integrationsUpdate,
  integrationsClaims,
  integrationsApprove,
  integrationsRemove,
  send,
  subjectsFind,
  subjectsShow,
  subjectsMerge,
  subjectsSeparate,
  suppressionsList,
  suppressionsImport,
  suppressionsExport,
  suppressionsLift,
  suppressionsKeep,
  consentsList,
  consentsImport,
  consentsPropagate,
  consentsPropagations,
  requestsCreate,
  requestsList,
  requestsShow,
  requestsImport,
  requestsExport,
  requestsExportLink,
  redactPlan,
  redactApprove,
  redactStatus,
  redactStop,
  redactDone,
  redactRetry,
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
