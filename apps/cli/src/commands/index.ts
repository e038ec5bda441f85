import type { Command } from '../command-line/command.ts'
import { integrationsApprove, integrationsClaims } from './accounts.ts'
import { adaptersList } from './adapters-list.ts'
import { checkConfig } from './check-config.ts'
import { consentsImport } from './consents-import.ts'
import { consentsList } from './consents-list.ts'
import { controllersCreate, controllersList } from './controllers.ts'
import { demo } from './demo.ts'
import { integrationsList, integrationsRemove } from './integrations.ts'
import { integrationsAdd } from './integrations-add.ts'
import { integrationsTest } from './integrations-test.ts'
import { integrationsUpdate } from './integrations-update.ts'
import { keysRotate } from './keys.ts'
import { migrate } from './migrate.ts'
import { quarantineList, quarantineReplay } from './quarantine.ts'
import { send } from './send.ts'
import { start } from './start.ts'
import { subjectsFind } from './subjects-find.ts'

/** All commands, in the order of the help. */
export const commands: readonly Command[] = [
  start,
  demo,
  checkConfig,
  migrate,
  controllersCreate,
  controllersList,
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
  consentsList,
  consentsImport,
  quarantineList,
  quarantineReplay,
]
