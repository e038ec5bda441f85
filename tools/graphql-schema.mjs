// The schema of the API as its clients see it, for the file that is published with the server.
import { createRequire } from 'node:module'
import { graphSchema } from '../apps/server/dist/src/graph-schema.js'

const { lexicographicSortSchema, printSchema } = createRequire(
  new URL('../apps/server/package.json', import.meta.url),
)('graphql')

/** In the order of the alphabet, so that moving code changes nothing. */
export function graphqlSchema() {
  return `${printSchema(lexicographicSortSchema(graphSchema()))}\n`
}
