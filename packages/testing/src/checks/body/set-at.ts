import { memberOf } from './member-of.ts'

/** Sets a member or element; where its container is missing, nothing happens. */
export function setAt(document: unknown, tokens: readonly string[], value: unknown): void {
  const last = tokens.at(-1)
  if (last === undefined) return
  let container: unknown = document
  for (const token of tokens.slice(0, -1)) container = memberOf(container, token)
  if (typeof container !== 'object' || container === null) return
  if (value === undefined) {
    if (Array.isArray(container)) container.splice(Number(last), 1)
    else Reflect.deleteProperty(container, last)
  } else {
    Object.assign(container, { [last]: value })
  }
}
