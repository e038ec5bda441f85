import { bodyMutants } from './bodies.ts'
import { contractMutants } from './contract.ts'
import { handshakeMutants } from './handshakes.ts'
import type { Mutant } from './mutant.ts'
import { platformMutants } from './platform.ts'
import { recordingMutants } from './recordings.ts'
import { signatureMutants } from './signature.ts'
import { tenancyMutants } from './tenancy.ts'

/** All broken adapters, in groups. */
export const mutants = {
  first: [...contractMutants, ...recordingMutants, ...handshakeMutants, ...signatureMutants],
  second: [...bodyMutants],
  third: [...tenancyMutants, ...platformMutants],
} as const

/** The first mutant of each check is its proof: no check before it notices anything. */
export const proofs: ReadonlyMap<string, Mutant> = new Map(
  Object.values(mutants)
    .flat()
    .reverse()
    .map(mutant => [kindOf(mutant.fails), mutant]),
)

/** All recordings are one check: what each says is its own affair. */
export function kindOf(check: string): string {
  return check.replace(/^recordings: .*/, 'recordings')
}
