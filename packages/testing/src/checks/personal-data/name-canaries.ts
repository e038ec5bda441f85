import { type PiiRow, pointerTokens } from '@conduit/core'
import { placesAt, placesOf, rowsOf } from '@conduit/recordings'
import type { RecordedDelivery } from '../context/recorded-delivery.ts'
import { canaryOf } from './canary.ts'

/** A member whose name bears a canary, to be added to a document. */
export interface NameCanary {
  readonly path: string
  readonly value: unknown
  readonly trace: string
}

const most = 80

/** Apart from the numbers of other canaries. */
const firstNumber = 500

/**
 * Members to add where rows take any name: by the form of a member that is there already, else a
 * text.
 */
export function nameCanaries({ seen }: Pick<RecordedDelivery, 'seen'>): readonly NameCanary[] {
  const { adapter, integration, parsed } = seen
  const rows = rowsOf(adapter, integration.settings)
  return parsed.events
    .flatMap(({ data, path: base }) =>
      rows.flatMap(row =>
        openObjects(row, data).map(({ path, value }) => ({ path: base + path, value, row })),
      ),
    )
    .slice(0, most)
    .map(({ path, value: members, row }, index) => {
      const { value, trace } = canaryOf(row.category, firstNumber + index, 'name')
      const [sibling] = Object.values(members)
      const isDeep = typeof sibling === 'object' && sibling !== null
      return { path: `${path}/${trace}`, value: isDeep ? structuredClone(sibling) : value, trace }
    })
}

/** Objects in which a token of a row stands for any member. */
function openObjects(row: PiiRow, data: unknown): readonly { path: string; value: object }[] {
  return placesOf(row).flatMap(path => {
    const tokens = pointerTokens(path)
    const before = tokens.flatMap((token, index) =>
      ['*', '*others', '**'].includes(token)
        ? `${path
            .split('/')
            .slice(0, index + 1)
            .join('/')}`
        : [],
    )
    return before
      .flatMap(each => placesAt(data, each))
      .flatMap(({ path: own, value }) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? [{ path: own, value }]
          : [],
      )
  })
}
