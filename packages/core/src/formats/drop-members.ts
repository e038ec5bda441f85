/**
 * Deletes members by name, at any depth, in place. Not recursive: depth costs no stack.
 *
 * @param value what a decoder built
 * @param names exact names
 */
export function dropMembers(value: unknown, names: ReadonlySet<string>): void {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const node = open.pop()
    if (Array.isArray(node)) {
      for (const item of node) if (isContainer(item)) open.push(item)
    } else if (isContainer(node)) {
      for (const name of Object.keys(node)) {
        const inside = node[name]
        if (names.has(name)) delete node[name]
        else if (isContainer(inside)) open.push(inside)
      }
    }
  }
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
