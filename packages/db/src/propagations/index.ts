// What platforms are told of decisions of people: for the API and its jobs, which a server loads once it
// is asked.

export type { KnownObject } from '../people/known-objects.ts'
export { checkPropagation, type Tellable } from './check-propagation.ts'
export {
  type ClaimedPropagation,
  claimPropagation,
  releasePropagation,
} from './claim-propagation.ts'
export { countUnwell } from './count-unwell.ts'
export { isProven, type Refusal, refusalOf } from './decision.ts'
export { dueTellings, endTellings } from './due-tellings.ts'
export { listPropagations, propagationsOf } from './list-propagations.ts'
export { type Noted, notePropagation } from './note-propagation.ts'
export { type NewPropagation, openPropagations } from './open-propagations.ts'
export type { PropagationNode } from './propagation-node.ts'
export { type TellingBasis, tellingBasis } from './telling-basis.ts'
export { verifiedPlaces } from './verified-places.ts'
