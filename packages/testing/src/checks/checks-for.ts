import { batchChecks } from './batches/batch-checks.ts'
import { bodyChecks } from './body/body-checks.ts'
import type { Check, SuiteContext } from './context/check.ts'
import { contractChecks } from './contract/contract-checks.ts'
import { determinismChecks } from './determinism/determinism-checks.ts'
import { growthChecks } from './growth/growth-checks.ts'
import { handshakeChecks } from './handshakes/handshake-checks.ts'
import { mutationChecks } from './mutations/mutation-checks.ts'
import { coverageChecks } from './personal-data/coverage-checks.ts'
import { fetchedDataChecks } from './personal-data/fetched-data-checks.ts'
import { personalDataChecks } from './personal-data/personal-data-checks.ts'
import { refusalChecks } from './personal-data/refusal-checks.ts'
import { wrongTypeChecks } from './personal-data/wrong-type-checks.ts'
import { platformChecks } from './platform/platform-checks.ts'
import { purityChecks } from './purity/purity-checks.ts'
import { recordingChecks } from './recordings/recording-checks.ts'
import { repetitionChecks } from './repetition/repetition-checks.ts'
import { acceptanceCheck } from './signature/acceptance-check.ts'
import { signatureBytesChecks } from './signature/signature-bytes-checks.ts'
import { signatureHeaderChecks } from './signature/signature-header-checks.ts'
import { signatureSecretChecks } from './signature/signature-secret-checks.ts'
import { tenancyChecks } from './tenancy/tenancy-checks.ts'

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
    ...wrongTypeChecks,
    ...refusalChecks,
    ...fetchedDataChecks,
    ...coverageChecks,
    ...determinismChecks,
    ...purityChecks,
    ...growthChecks,
    ...mutationChecks,
  ]
}
