import type { IntegrationAdapter, Samples } from '@conduit/core'
import { acmeWith, type Spec } from '../acme/acme.ts'
import samples from '../acme/samples.ts'

/** A deliberately broken adapter, and the check that must notice. */
export interface Mutant {
  readonly name: string
  readonly adapter: IntegrationAdapter
  readonly samples: Samples
  /** Name of the check. */
  readonly fails: string
}

/** Acme with one thing wrong. */
export function mutant(
  fails: string,
  name: string,
  changes: Partial<Spec>,
  otherSamples: Partial<Samples> = {},
): Mutant {
  return { name, fails, adapter: acmeWith(changes), samples: { ...samples, ...otherSamples } }
}
