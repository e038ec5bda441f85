import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import RelayPlugin from '@pothos/plugin-relay'
import type { GraphContext } from './context.ts'
import { queryLimits } from './query-limits.ts'

/** Types of the schema, as TypeScript sees them. */
export interface SchemaTypes {
  Context: GraphContext
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Connection: { readonly totalCount: () => Promise<number> }
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}

/** The one builder; each file of this folder adds its types to it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  defaultFieldNullability: false,
  plugins: [RelayPlugin, ComplexityPlugin],
  complexity: queryLimits,
  relay: {
    nodesOnConnection: true,
    edgesFieldOptions: { nullable: false },
    nodeFieldOptions: { nullable: false },
    hasPreviousPageFieldOptions: { description: 'Always false: lists are read forwards.' },
  },
})

builder.globalConnectionField('totalCount', t =>
  t.int({ resolve: ({ totalCount }) => totalCount() }),
)
