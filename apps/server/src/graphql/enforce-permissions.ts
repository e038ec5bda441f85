import { ConduitError } from '@conduit/core'
import type { Role } from '@conduit/db'
import {
  defaultFieldResolver,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphContext } from './context.ts'
import { everyone, permissions } from './permissions.ts'

/**
 * Puts the table in front of every field and every argument of a schema.
 * @throws if a query, a mutation, a subscription or a type is not in it: nothing is open by being forgotten
 */
export function enforcePermissions(schema: GraphQLSchema): GraphQLSchema {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isLeafType(type)) continue
    const isRoot = roots.some(root => root === type)
    if (!isRoot) assertLine(type.name)
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      if (isRoot) assertLine(coordinate)
      guard(field, coordinate, [type.name, coordinate, getNamedType(field.type).name])
    }
  }
  return schema
}

function assertLine(coordinate: string): void {
  if (permissions[coordinate] === undefined)
    throw new Error(`no permission is set for ${coordinate}`)
}

/** @param lines those of its type, of itself and of what it leads to, where there are such */
function guard(
  field: GraphQLField<unknown, GraphContext>,
  coordinate: string,
  lines: readonly string[],
): void {
  const allowed = everyone.filter(role => isAllowed(role, lines))
  if (allowed.length === everyone.length && field.args.length === 0) return
  const { resolve = defaultFieldResolver, subscribe } = field
  const guarded =
    (inner: GraphQLFieldResolver<unknown, GraphContext>): typeof inner =>
    (source, args, context, info) => {
      const { role } = context.holder
      if (!allowed.includes(role)) refuse()
      assertArguments(role, coordinate, field.args, args)
      return inner(source, args, context, info)
    }
  field.resolve = guarded(resolve)
  if (subscribe !== undefined) field.subscribe = guarded(subscribe)
}

function assertArguments(
  role: Role,
  coordinate: string,
  known: readonly GraphQLArgument[],
  given: Readonly<Record<string, unknown>>,
): void {
  for (const { name, type } of known) {
    assertInput(role, `${coordinate}(${name}:)`, type, given[name])
  }
}

/** What is not given, or is null, asks for nothing. */
function assertInput(role: Role, coordinate: string, type: GraphQLInputType, value: unknown): void {
  if (value == null) return
  if (isNonNullType(type) || isListType(type)) {
    const values = isListType(type) ? (value as readonly unknown[]) : [value]
    for (const each of values) assertInput(role, coordinate, type.ofType, each)
    return
  }
  if (!isAllowed(role, [coordinate, type.name])) refuse()
  if (!isInputObjectType(type)) return
  for (const { name, type: inner } of Object.values(type.getFields())) {
    assertInput(role, `${type.name}.${name}`, inner, Reflect.get(value, name))
  }
}

function isAllowed(role: Role, lines: readonly string[]): boolean {
  return lines.every(line => permissions[line]?.includes(role) ?? true)
}

function refuse(): never {
  throw new ConduitError('forbidden', { reason: 'role' })
}
