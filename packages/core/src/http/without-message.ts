const maxCauses = 3
const frameShape =
  /^ {4}at (?:[\w$.<>#[\] ]{1,120} \()?(?:file:\/\/|node:|\/)[^\s()?]{1,300}:\d+:\d+\)?$/

/**
 * An error as a log may hold it: its kind and where it was thrown. Messages quote what failed – a
 * value of a body, a URL – and the logger of the application that we are part of would write them down.
 */
export function withoutMessage(error: unknown, depth = 0): Error {
  const { name, cause } = error instanceof Error ? error : { name: typeof error, cause: undefined }
  const hasCause = cause instanceof Error && depth < maxCauses
  const plain = new Error('', hasCause ? { cause: withoutMessage(cause, depth + 1) } : {})
  plain.name = /^\w{1,60}$/.test(name) ? name : 'Error'
  const frames = error instanceof Error ? framesOf(error) : []
  plain.stack = [plain.name, ...frames.map(frame => `    at ${frame}`)].join('\n')
  return plain
}

/** Function and place of each frame of an error's stack, the innermost first. */
export function framesOf({ message, stack }: Error): readonly string[] {
  // A message of several lines could look like frames: it goes first.
  const trace = typeof stack === 'string' ? stack.replace(message, () => '') : ''
  const lines = trace.split('\n').filter(line => frameShape.test(line))
  return lines.map(line => line.slice('    at '.length))
}
