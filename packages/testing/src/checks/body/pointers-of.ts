import { escapeToken } from '@conduit/core'

/** Every place below the root. */
export function* pointersOf(value: unknown, at: string): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const pointer = `${at}/${escapeToken(name)}`
    yield pointer
    yield* pointersOf(member, pointer)
  }
}
