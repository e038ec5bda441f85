import type { Guides } from '@conduit/core'

/** Guides of invented platforms; they lie where they were written, not where this is compiled to. */
export const guides: Guides = {
  connect: new URL('../../../test/support/connect.md', import.meta.url),
  erase: new URL('../../../test/support/erase.md', import.meta.url),
}
