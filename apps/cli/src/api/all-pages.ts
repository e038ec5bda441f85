/** One page of a Relay integration. */
export interface Page<T> {
  readonly nodes: readonly T[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** What each page is asked for. */
export const pageInfo = 'pageInfo { hasNextPage endCursor }'

/** Reads a list to its end. */
export async function allPages<T>(
  read: (after: string | null) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const found: T[] = []
  for (let after: string | null = null; ; ) {
    const page = await read(after)
    found.push(...page.nodes)
    if (!page.pageInfo.hasNextPage) return found
    after = page.pageInfo.endCursor
  }
}
