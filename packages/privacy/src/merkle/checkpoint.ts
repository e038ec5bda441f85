import type { TreeHead } from './check-proofs.ts'
import { hashLength } from './hashes.ts'

/** What a log says of itself: whose it is, how long, and its root. */
export interface Checkpoint extends TreeHead {
  /** Names the log. */
  readonly origin: string
  /** When it was said, to the millisecond. */
  readonly at: Date
}

/**
 * The text of a checkpoint, to be signed. Its time stands in a line of extension.
 * @see https://c2sp.org/tlog-checkpoint
 */
export function checkpointText({ origin, size, root, at }: Checkpoint): string {
  const encoded = Buffer.from(root).toString('base64')
  return `${origin}\n${size}\n${encoded}\ntime ${at.toISOString()}\n`
}

const shape =
  /^([^\s+]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\ntime (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\n$/

/** Reads one; null: it is none of ours. */
export function readCheckpoint(text: string): Checkpoint | null {
  const [, origin, size, root, at] = shape.exec(text) ?? []
  if (origin === undefined || size === undefined || root === undefined || at === undefined)
    return null
  const bytes = Buffer.from(root, 'base64')
  const time = new Date(at)
  if (bytes.length !== hashLength || Number.isNaN(time.getTime())) return null
  return { origin, size: Number(size), root: bytes, at: time }
}
