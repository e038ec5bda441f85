import type { SuppressedToken } from '../suppressions/insert-suppressions.ts'

/** That a person was erased, as it is written down outside of the database. */
export interface ErasedPerson {
  readonly controllerId: string
  /** All who were the person. Their own keys are destroyed with them. */
  readonly subjectIds: readonly string[]
  readonly redactionId: string | null
  /** Only what came from it was erased, and the person stays. Null: all was. */
  readonly integrationId: string | null
  readonly at: Date
  /** By what they are recognised, to be kept from coming back: keyed hashes. */
  readonly tokens: readonly SuppressedToken[]
  /** Tasks of the redaction whose own keys were destroyed, once what they kept was gone. Default: none. */
  readonly taskIds?: readonly string[] | undefined
}

/** That all is erased that came from an account at an integration. */
export interface ErasedAccount {
  readonly controllerId: string
  readonly integrationId: string
  readonly redactionId: string
  /** When it began. */
  readonly at: Date
}

/** That all of an organisation is deleted, but for its audit log. */
export interface ErasedController {
  readonly controllerId: string
  readonly offboardingId: string
  /** When it began. */
  readonly at: Date
}

/** What is written down. */
export type ErasureEntry = ErasedPerson | ErasedAccount | ErasedController

/** Where it is written down. Of several servers of one database only one writes at a time. */
export interface ErasureLedger {
  /** It is on the disk when it resolves; what it is about is not committed before. */
  readonly append: (erased: ErasureEntry) => Promise<void>
}
