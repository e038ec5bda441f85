import { GraphQLError, Kind, type ValueNode } from 'graphql'
import { builder } from './builder.ts'

/** An offset may lead out of the year 9999, and the database reads no longer one. */
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/

/** What is said of a text that is none. */
export const noMoment = 'Expected a moment in ISO 8601 with an offset, from 1970 to 9999'

/** A moment, ISO 8601 with its offset. */
export const DateTime = builder.scalarType('DateTime', {
  description:
    'A moment: ISO 8601 with an offset, `2026-11-01T12:00:00Z`; of the years 1970 to 9999.',
  serialize: value => value.toISOString(),
  parseValue: value => moment(value),
  parseLiteral: node => moment(node.kind === Kind.STRING ? node.value : null, node),
})

/** Any JSON value. */
export const Json = builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: value => value,
  parseValue: value => value,
  parseLiteral: (node, variables) => literal(node, variables ?? {}),
})

function moment(value: unknown, node?: ValueNode): Date {
  const text = typeof value === 'string' && shape.test(value) ? value : ''
  const date = new Date(text)
  if (!isDay(text.slice(0, 10)) || !(date.getTime() >= 0 && date.getTime() <= latest))
    throw new GraphQLError(noMoment, node === undefined ? {} : { nodes: node })
  return date
}

/** Is there such a day? What JavaScript makes of 30 February is the second of March. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
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
