import type { Asked } from '../context/ask-again.ts'
import type { Canary } from './canary.ts'

/** Headers of the delivery with canaries in them, by their names in lower case. */
export function headersWith(
  { delivery }: Pick<Asked, 'delivery'>,
  canaries: readonly Canary[],
): ReadonlyMap<string, string> {
  return new Map(
    canaries.flatMap(({ header, value }) =>
      header === undefined || delivery.header(header) === undefined
        ? []
        : [[header, String(value)] as const],
    ),
  )
}
