import { framesOf } from '@conduit/core/host'

/** An error as a log line may show it: what it is and where it was thrown, without its message. */
export interface DescribedError {
  readonly type: string
  readonly code?: string
  /** Function and place of each frame, the innermost first. */
  readonly frames: readonly string[]
  readonly cause?: DescribedError
}

const maxFrames = 12
const maxCauses = 3

/**
 * Describes an error for the log. Messages of libraries quote what they failed on – parameters of a
 * query, a URL, a body – so neither message nor any further property is taken over.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] }
  const code = nameOf((error as { code?: unknown }).code)
  return {
    type: nameOf(error.name) ?? 'Error',
    ...(code !== undefined && { code }),
    frames: framesOf(error).slice(0, maxFrames),
    ...(error.cause instanceof Error &&
      depth < maxCauses && { cause: describeError(error.cause, depth + 1) }),
  }
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined
}
