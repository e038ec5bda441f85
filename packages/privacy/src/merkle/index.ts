export { auditEntryHash } from './audit-entry.ts'
export { isConsistent, isIncluded, type TreeHead } from './check-proofs.ts'
export { type Checkpoint, checkpointText, readCheckpoint } from './checkpoint.ts'
export { appendLeaf, type Frontier, rootOf } from './frontier.ts'
export { emptyRoot, hashLength, isSameHash, leafHash, nodeHash } from './hashes.ts'
export { consistencyProof, inclusionProof, rangeHash } from './proofs.ts'
export {
  type ReceiptFault,
  type ReceiptFile,
  receiptHash,
  receiptText,
  signReceipt,
  verifyReceipt,
} from './receipt.ts'
export {
  type NoteKey,
  type NoteSigner,
  noteSigner,
  openNote,
  signNote,
  verifierKey,
} from './signed-note.ts'
export { extendTiles, type ReadTile, type Tile, tileWidth } from './tiles.ts'
