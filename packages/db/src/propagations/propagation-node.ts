import type { KeyedHash } from '@conduit/privacy'
import type { consentPropagations } from '../schema/index.ts'

type Row = (typeof consentPropagations)['$inferSelect']

/** What a platform is told of a decision, and how that stands. */
export interface PropagationNode extends Omit<Row, 'reference'> {
  /** Token of the reference that names the object. */
  readonly reference: KeyedHash
}

/** What a propagation tells, and of which object: of alike ones one is open at a time. */
export type PropagationKey = Pick<
  PropagationNode,
  'reference' | 'integrationId' | 'channel' | 'platformPurpose'
>
