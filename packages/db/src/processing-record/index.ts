// The record of Art. 30 GDPR: for the API, which a server loads once it is asked.

export type { LeftAsDeclared, Transfer } from '../schema/index.ts'
export {
  type ArticleThirtyRecord,
  articleThirtyRecord,
  type Drift,
  type RecordEntry,
} from './article-thirty.ts'
export {
  addEntry,
  listEntries,
  type ProcessingEntryNode,
  removeEntry,
  updateEntry,
} from './entries.ts'
export type { EntryDefinition } from './entry-faults.ts'
export {
  daysBefore,
  type Observed,
  type ObservedFlow,
  observedFlows,
  type Seen,
} from './observed-flows.ts'
