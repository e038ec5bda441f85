import { pointerTokens } from '@conduit/core'
import { setAt } from '../body/set-at.ts'

/** A document with nothing at these places. */
export function without(document: unknown, paths: readonly string[]): unknown {
  const changed = structuredClone(document)
  for (const path of paths) setAt(changed, pointerTokens(path), null)
  return changed
}
