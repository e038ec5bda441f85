import { ConduitError } from '@conduit/core'
import { isUuid } from '@conduit/privacy'

/** Which part of a list. */
export interface PageRequest {
  /** How many, 1 to 100; default 50. */
  readonly first?: number | null | undefined
  /** Cursor of the last row of the part before. */
  readonly after?: string | null | undefined
}

/** A part of a list. */
export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    /** Lists are read forwards. */
    readonly hasPreviousPage: false
    /** Null: the part is empty. */
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  /** Counts the whole list; asks the database only when called. */
  totalCount(): Promise<number>
}

/** How a list is read, in parts. */
export interface PageSource<Row, Node> {
  /** Reads up to `limit` rows behind a key. */
  readonly read: (limit: number, after: readonly string[] | null) => Promise<readonly Row[]>
  /** The key that the list is ordered by. */
  readonly keyOf: (row: Row) => readonly string[]
  /** Makes nodes of the rows that are shown. */
  readonly nodesOf: (rows: readonly Row[]) => Promise<readonly Node[]> | readonly Node[]
  readonly count: () => Promise<number>
}

const defaultFirst = 50
const maxFirst = 100

/**
 * Reads a part of a list by its key, never by an offset: rows that come meanwhile shift nothing.
 * @throws {ConduitError} `invalid`: not a cursor of such a list, or `first` out of range
 */
export async function readPage<Row, Node>(
  request: PageRequest,
  source: PageSource<Row, Node>,
): Promise<Page<Node>> {
  const first = request.first ?? defaultFirst
  if (!Number.isInteger(first) || first < 1 || first > maxFirst) {
    throw invalid('/first', `must be a whole number from 1 to ${maxFirst}`)
  }
  const { after } = request
  const rows = await source.read(first + 1, after == null ? null : decodeCursor(after))
  const shown = rows.slice(0, first)
  const nodes = await source.nodesOf(shown)
  const edges = nodes.flatMap((node, index) => {
    const row = shown[index]
    return row === undefined ? [] : [{ cursor: encodeCursor(source.keyOf(row)), node }]
  })
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: source.count,
  }
}

function encodeCursor(key: readonly string[]): string {
  return Buffer.from(key.join(' ')).toString('base64url')
}

/** Every key begins with a UUID; what follows are numbers or UUIDs. */
function decodeCursor(cursor: string): readonly string[] {
  const key = Buffer.from(cursor, 'base64url').toString().split(' ')
  const [first = '', ...rest] = key
  const isKey = isUuid(first) && rest.every(part => isUuid(part) || /^\d{1,9}$/.test(part))
  if (!isKey || encodeCursor(key) !== cursor)
    throw invalid('/after', 'is not a cursor of this list')
  return key
}

function invalid(pointer: string, detail: string): ConduitError {
  return new ConduitError('invalid', {
    reason: 'not a part of a list',
    faults: [{ pointer, detail }],
  })
}
