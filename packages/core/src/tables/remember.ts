/** So many names are kept; then all are forgotten, so that who sends others cannot fill the memory. */
const mostRemembered = 2_000
const longestRemembered = 120

/** Names are the same in many documents. An address or a number in their place is somebody's, and is not kept. */
function mayBeRemembered(name: string): boolean {
  return name.length <= longestRemembered && !/.@|\d{5}/.test(name)
}

/**
 * The same function of a name, which remembers what it said.
 * @param work must depend on the name alone; told whether its answer will be remembered, unless too many are
 * @example const folded = remembering(foldName)
 */
export function remembering<T>(
  work: (name: string, isRemembered: boolean) => T,
): (name: string) => T {
  const answers = new Map<string, T>()
  return name => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const isRemembered = mayBeRemembered(name)
    const answer = work(name, isRemembered)
    if (!isRemembered) return answer
    if (answers.size >= mostRemembered) answers.clear()
    answers.set(name, answer)
    return answer
  }
}
