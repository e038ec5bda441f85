import { GraphQLError, Kind, type ValueNode } from 'graphql'
import { builder } from './builder.ts'

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** A moment, ISO 8601 with its offset. */
export const DateTime = builder.scalarType('DateTime', {
  description: 'A moment: ISO 8601 with an offset, `2026-11-01T12:00:00Z`.',
  serialize: value => value.toISOString(),
  parseValue: moment,
  parseLiteral: node => moment(node.kind === Kind.STRING ? node.value : null),
})

/** Any JSON value. */
export const Json = builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: value => value,
  parseValue: value => value,
  parseLiteral: (node, variables) => literal(node, variables ?? {}),
})

function moment(value: unknown): Date {
  const date = new Date(typeof value === 'string' && shape.test(value) ? value : Number.NaN)
  if (Number.isNaN(date.getTime()))
    throw new GraphQLError('Expected a moment in ISO 8601 with an offset')
  return date
}

function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.LIST:
      return node.values.map(each => literal(each, variables))
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map(({ name, value }) => [name.value, literal(value, variables)]),
      )
    case Kind.VARIABLE:
      return variables[node.name.value]
    default:
      return node.value
  }
}
