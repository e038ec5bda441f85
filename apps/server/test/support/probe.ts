import {
  buildClientSchema,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql'
import type { TestApp } from './test-app.ts'

/** A call of the API that uses one part of the schema beside what it has to. */
export interface Probe {
  /** What it is about. */
  readonly coordinate: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** Fields from a query down to an object; each brings the arguments that it cannot do without. */
export type Route = readonly GraphQLField<unknown, unknown>[]

/** Values for arguments and members of inputs, by name. */
export type Values = Readonly<Record<string, unknown>>

/** The schema as the server tells it. */
export async function introspect(app: TestApp): Promise<GraphQLSchema> {
  const { data, errors } = await app.graph(getIntrospectionQuery({ descriptions: false }))
  if (data === null) throw new Error(`no introspection: ${JSON.stringify(errors)}`)
  return buildClientSchema(data as never)
}

/** Every field, argument and member of an input. */
export function coordinatesOf(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap()).flatMap(type => {
    if (type.name.startsWith('__')) return []
    if (isInputObjectType(type)) {
      return Object.keys(type.getFields()).map(name => `${type.name}.${name}`)
    }
    if (!isObjectType(type)) return []
    return fieldsOf(type).flatMap(({ name, args }) => [
      `${type.name}.${name}`,
      ...args.map(arg => `${type.name}.${name}(${arg.name}:)`),
    ])
  })
}

/** Every way from a field to an object, also over other types; no type twice on one way. */
export function routesFrom(start: GraphQLField<unknown, unknown>): readonly Route[] {
  const routes: Route[] = []
  const follow = (route: Route, passed: readonly string[]): void => {
    const type = typeAt(route)
    if (type === null || passed.includes(type.name)) return
    routes.push(route)
    for (const field of fieldsOf(type)) follow([...route, field], [...passed, type.name])
  }
  follow([start], [])
  return routes
}

/** The object that a route leads to; null: it leads to a value. */
export function typeAt(route: Route): GraphQLObjectType | null {
  const type = getNamedType(route.at(-1)?.type)
  return isObjectType(type) ? type : null
}

export function fieldsOf(type: GraphQLObjectType) {
  return Object.values(type.getFields())
}

/** The coordinates on a route below its first field. */
export function stepsOf(route: Route): readonly string[] {
  return route
    .slice(1)
    .map((field, index) => `${typeAt(route.slice(0, index + 1))?.name}.${field.name}`)
}

/** Asks for these fields at the end of a route. */
export function readingProbe(route: Route, names: readonly string[], values: Values): Probe {
  const [root] = route
  if (root === undefined) throw new Error('a route begins at a query')
  const selection = route.slice(1).reduceRight((inner, field) => {
    // With lists as long as they may get, many ways ask for more than one query may.
    const part = isPagedField(field) ? '(first: 3)' : ''
    return `${field.name}${part} { ${inner} }`
  }, names.join(' '))
  const isPaged = isPagedField(root)
  const isLeaf = isLeafType(getNamedType(root.type))
  const call = callOf('query', root, isLeaf ? '' : selection, values, isPaged ? { first: 2 } : {})
  return { coordinate: `${typeAt(route)?.name}.${names.join()}`, ...call }
}

function isPagedField({ args }: GraphQLField<unknown, unknown>): boolean {
  return args.some(({ name }) => name === 'first')
}

/**
 * A query or mutation, once with what it needs and once with each argument and each member of an
 * input.
 */
export function callingProbes(
  operation: 'query' | 'mutation',
  root: GraphQLField<unknown, unknown>,
  values: Values,
): readonly Probe[] {
  const owner = operation === 'query' ? 'Query' : 'Mutation'
  const coordinate = `${owner}.${root.name}`
  const probe = (of: string, given: Values): Probe => ({
    coordinate: of,
    ...callOf(operation, root, '__typename', values, given),
  })
  return [
    probe(coordinate, {}),
    ...root.args.flatMap(({ name, type }) => [
      probe(`${coordinate}(${name}:)`, { [name]: sample(name, type, values) }),
      ...membersOf(type, values).map(([member, value]) => probe(member, { [name]: value })),
    ]),
  ]
}

/** Everything that can be read below a field, no type twice on one way. */
export function allOf(type: GraphQLObjectType, passed: readonly string[] = []): string {
  const parts = fieldsOf(type).flatMap(field => {
    const inner = getNamedType(field.type)
    if (!isObjectType(inner)) return [field.name]
    if (passed.includes(inner.name)) return []
    return [`${field.name} { ${allOf(inner, [...passed, type.name])} }`]
  })
  return parts.join(' ')
}

/** A call with variables for the arguments that it needs, and for those that are given. */
export function callOf(
  operation: 'query' | 'mutation',
  { name, args }: GraphQLField<unknown, unknown>,
  selection: string,
  values: Values,
  given: Values = {},
): Pick<Probe, 'query' | 'variables'> {
  const used = args.filter(arg => isRequiredArgument(arg) || arg.name in given)
  const variables = Object.fromEntries(
    used.map(arg => [arg.name, given[arg.name] ?? sample(arg.name, arg.type, values)]),
  )
  const declared = used.map(arg => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = used.map(arg => `${arg.name}: $${arg.name}`).join(', ')
  const head = used.length === 0 ? '' : `(${declared})`
  const call = used.length === 0 ? name : `${name}(${passed})`
  return { query: `${operation}${head} { ${call} { ${selection} } }`, variables }
}

/** For each member of an input, at any depth, a value that uses it. */
function membersOf(type: GraphQLInputType, values: Values): readonly [string, unknown][] {
  const input = getNamedType(type)
  if (!isInputObjectType(input)) return []
  const base = sample('', input, values) as object
  return Object.values(input.getFields()).flatMap(field => {
    const using = (value: unknown) => ({ ...base, [field.name]: value })
    const own: [string, unknown] = [
      `${input.name}.${field.name}`,
      using(sample(field.name, field.type, values)),
    ]
    const inner = membersOf(field.type, values)
    return [own, ...inner.map(([name, value]): [string, unknown] => [name, using(value)])]
  })
}

/** A value of a type: the one for its name, else the least that fits. */
function sample(name: string, type: GraphQLInputType, values: Values): unknown {
  const named = getNamedType(type)
  const isNoneOfThem = isEnumType(named) && named.getValue(String(values[name])) == null
  if (name in values && !isNoneOfThem) return values[name]
  if (isNonNullType(type)) return sample(name, type.ofType, values)
  if (isListType(type)) return [sample('', type.ofType, values)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type)) {
    const members = Object.values(type.getFields()).filter(isRequiredInputField)
    return Object.fromEntries(
      members.map(each => [each.name, sample(each.name, each.type, values)]),
    )
  }
  throw new Error(`give a value for ${name} of type ${type}`)
}
