import type { AdministrationContext } from '../database/administration-context.ts'
import type { ErasureLedger } from '../erasure/erasure-ledger.ts'
import type { RowRef } from '../schema/row-ref.ts'
import { beginRedaction } from './begin-redaction.ts'
import { endHoldKeys } from './end-hold-keys.ts'
import { resumeHeld } from './resume-held.ts'
import type { IdsOfObject } from './target-tokens.ts'

/**
 * Does what the time of a redaction has come for: begins one that can be stopped no more; of one that has
 * ended destroys the keys of what is gone, and goes on with what was kept and has come due.
 *
 * @param ledger default: keys that are destroyed are written down nowhere but in the database
 * @param idsOf what an adapter's events name an object by
 */
export async function wakeRedaction(
  context: AdministrationContext,
  ref: RowRef,
  ledger: ErasureLedger | undefined,
  idsOf: IdsOfObject,
): Promise<void> {
  await endHoldKeys(context, ledger, ref)
  await resumeHeld(context, ref)
  await beginRedaction(context, ref, idsOf)
}
