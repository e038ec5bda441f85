import type { TSchema } from '@sinclair/typebox'
import { Value, type ValueError } from '@sinclair/typebox/value'
import type { ConfigFault } from './config-fault.ts'

/** All faults of a value by pointer; in a union those of the branch that it was meant for. */
export function faultsOf(schema: TSchema, value: unknown): readonly ConfigFault[] {
  return [...Value.Errors(schema, value)].flatMap(branchFaults)
}

function branchFaults(error: ValueError): readonly ConfigFault[] {
  const branches = error.errors.map(branch => [...branch].flatMap(branchFaults))
  const meant = branches.find(faults => faults.some(({ path }) => path.length > error.path.length))
  return meant ?? [{ path: error.path, message: choicesOf(error.schema) ?? error.message }]
}

function choicesOf(schema: TSchema): string | undefined {
  const branches: readonly TSchema[] = schema.anyOf ?? []
  const names = branches.map(({ const: literal, type }) => literal ?? type)
  return branches.length === 0 ? undefined : `Expected one of ${names.join(', ')}`
}
