import type { Keyring } from '@conduit/privacy'
import type { Database } from './database.ts'

/** What administration needs beside its arguments. */
export interface AdministrationContext {
  readonly database: Database
  readonly keyring: Keyring
  readonly now: () => Date
  /** Makes this process forget what it remembers of keys and integrations. */
  readonly onChange: () => void
}
