import SchemaBuilder from '@pothos/core'
import type { GraphContext } from './context.ts'

/** Types of the schema, as TypeScript sees them. */
export interface SchemaTypes {
  Context: GraphContext
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}

/** The one builder; each file of this folder adds its types to it. */
export const builder = new SchemaBuilder<SchemaTypes>({ defaultFieldNullability: false })
