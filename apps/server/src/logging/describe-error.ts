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
const frameShape =
  /^ {4}at (?:[\w$.<>#[\] ]{1,120} \()?(?:file:\/\/|node:|\/)[^\s()?]{1,300}:\d+:\d+\)?$/

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
    frames: framesOf(error),
    ...(error.cause instanceof Error &&
      depth < maxCauses && { cause: describeError(error.cause, depth + 1) }),
  }
}

function framesOf({ message, stack }: Error): readonly string[] {
  // A message of several lines could look like frames: it goes first.
  const trace = typeof stack === 'string' ? stack.replace(message, () => '') : ''
  const lines = trace.split('\n').filter(line => frameShape.test(line))
  return lines.slice(0, maxFrames).map(line => line.slice('    at '.length))
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\w{1,60}$/.test(value) ? value : undefined
}
