import { batchChecks } from './batches.ts'
import { bodyChecks } from './body.ts'
import type { Check, SuiteContext } from './check.ts'
import { contractChecks } from './contract.ts'
import { determinismChecks } from './determinism.ts'
import { fetchedDataChecks } from './fetched-data.ts'
import { handshakeChecks } from './handshakes.ts'
import { mutationChecks } from './mutations.ts'
import { personalDataChecks } from './personal-data.ts'
import { platformChecks } from './platform.ts'
import { purityChecks } from './purity.ts'
import { recordingChecks } from './recordings.ts'
import { refusalChecks } from './refusals.ts'
import { repetitionChecks } from './repetition.ts'
import { acceptanceCheck, signatureBytesChecks } from './signature-bytes.ts'
import { signatureHeaderChecks } from './signature-header.ts'
import { signatureSecretChecks } from './signature-secrets.ts'
import { tenancyChecks } from './tenancy.ts'

/** All checks of the suite, in the order in which they run. */
export function checksFor(plays: SuiteContext['plays']): readonly Check[] {
  return [
    ...contractChecks,
    acceptanceCheck,
    ...recordingChecks(plays),
    ...handshakeChecks,
    ...signatureBytesChecks,
    ...signatureHeaderChecks,
    ...signatureSecretChecks,
    ...bodyChecks,
    ...batchChecks,
    ...tenancyChecks,
    ...repetitionChecks,
    ...platformChecks,
    ...personalDataChecks,
    ...refusalChecks,
    ...fetchedDataChecks,
    ...determinismChecks,
    ...purityChecks,
    ...mutationChecks,
  ]
}
