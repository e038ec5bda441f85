import type { FieldComplexityValue } from '@pothos/plugin-complexity'
import { GraphQLError, type GraphQLField } from 'graphql'

/** The message of a query that asks for too much. */
export const limitExceeded = 'The query asks for too much'

const longestPage = 100
const usualPage = 50

/**
 * How much one query may ask for: levels of fields, and fields that may be resolved with every list
 * as long as it may get. What the schema says of itself is limited by graphql's own rule.
 */
export const queryLimits = {
  limit: { depth: 12, complexity: 20_000 },
  fieldComplexity,
  complexityError: () => new GraphQLError(limitExceeded),
}

/** What a list without pages counts that brings up to so many things. */
export const upTo = (most: number) => ({ field: 1, multiplier: most })

function fieldComplexity(
  { first }: Readonly<Record<string, unknown>>,
  _context: unknown,
  { args }: Pick<GraphQLField<unknown, unknown>, 'args'>,
): FieldComplexityValue {
  const isPaged = args.some(({ name }) => name === 'first')
  return { field: 1, multiplier: isPaged ? nodesOf(first) : 1 }
}

/** How many nodes a part of a list may bring; a length that is none is refused later. */
function nodesOf(first: unknown): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), longestPage) : usualPage
}
