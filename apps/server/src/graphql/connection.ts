import type { Page } from '@conduit/db'
import type { OutputRef } from '@pothos/core'
import { builder } from './builder.ts'

const PageInfo = builder.objectRef<Page<unknown>>('PageInfo').implement({
  fields: t => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.boolean({
      description: 'Always false: lists are read forwards.',
      resolve: () => false,
    }),
    startCursor: t.string({ nullable: true, resolve: ({ edges }) => edges[0]?.cursor ?? null }),
    endCursor: t.string({ nullable: true, resolve: ({ edges }) => edges.at(-1)?.cursor ?? null }),
  }),
})

/**
 * The connection type of a type, after Relay: `nodes`, `edges`, `pageInfo`, `totalCount`.
 * @see https://relay.dev/graphql/connections.htm
 */
export function connectionOf<Node>(name: string, node: OutputRef<Node>) {
  const Edge = builder
    .objectRef<{ readonly cursor: string; readonly node: Node }>(`${name}Edge`)
    .implement({
      fields: t => ({
        cursor: t.exposeString('cursor'),
        node: t.field({ type: node, resolve: edge => edge.node as never }),
      }),
    })
  return builder.objectRef<Page<Node>>(`${name}Connection`).implement({
    fields: t => ({
      nodes: t.field({
        type: [node],
        resolve: ({ edges }) => edges.map(edge => edge.node) as never,
      }),
      edges: t.field({ type: [Edge], resolve: ({ edges }) => [...edges] }),
      pageInfo: t.field({ type: PageInfo, resolve: page => page }),
      totalCount: t.int({ resolve: page => page.totalCount() }),
    }),
  })
}
