import type { DecodeLimits } from '../contract/body-format.ts'
import { refuse } from '../contract/errors.ts'
import type { Steps } from './steps.ts'

/** A decoded field of a form, and the byte offset it stands at. */
export interface FormField {
  readonly name: string
  readonly value: string
  readonly at: number
}

type Group = Map<string, Group | string>

/** So many values are put into their places within some milliseconds. */
const stepValues = 20_000

/**
 * Nests fields by their bracketed names. Groups whose names are 0, 1, 2 and so on become arrays, all
 * others objects; empty brackets append. Costs no more than the length of the fields.
 *
 * @param fields null wherever a step is over
 * @returns the document, and how many values, members and elements it took
 * @throws `ConduitError` `invalid`, see `form`
 */
export function* nestFields(
  fields: Iterable<FormField | null>,
  limits: DecodeLimits,
): Steps<{ document: Record<string, unknown>; nodes: number }> {
  const root: Group = new Map()
  let nodes = 1
  for (const field of fields) {
    if (field === null) {
      yield
      continue
    }
    const { name, value, at } = field
    const path = stepsOf(name)
    nodes += path.length
    if (nodes > limits.nodes)
      refuse('invalid', 'body_too_complex', {
        detail: `more than ${limits.nodes} values at byte ${at}`,
        pointer: '',
      })
    if (path.length > limits.depth) {
      refuse('invalid', 'body_too_complex', {
        detail: `nested deeper than ${limits.depth} at byte ${at}`,
        pointer: '',
      })
    }
    if (isPoison(path))
      refuse('invalid', 'body_poisonous', {
        detail: `a name that could change a prototype at byte ${at}`,
        pointer: '',
      })
    insert(root, path, value, at)
  }
  return { document: yield* objectOf(root), nodes }
}

/** The steps of a name and brackets, `a[b][]`; anything else is one plain name. */
function stepsOf(name: string): readonly string[] {
  const open = name.indexOf('[')
  if (open < 1 || !name.endsWith(']')) return [name]
  const steps = [name.slice(0, open), ...name.slice(open + 1, -1).split('][')]
  return steps.some(step => step.includes('[') || step.includes(']')) ? [name] : steps
}

function isPoison(path: readonly string[]): boolean {
  return path.some(
    (step, index) =>
      step === '__proto__' || (step === 'constructor' && path[index + 1] === 'prototype'),
  )
}

function insert(root: Group, path: readonly string[], value: string, at: number): void {
  let group = root
  for (const step of path.slice(0, -1)) {
    const key = keyIn(group, step)
    const inner = group.get(key) ?? new Map()
    if (typeof inner === 'string') {
      refuse('invalid', 'body_unreadable', {
        detail: `a field that is a value and a group at byte ${at}`,
        pointer: '',
      })
    }
    group.set(key, inner)
    group = inner
  }
  const last = keyIn(group, path.at(-1) ?? '')
  if (group.has(last))
    refuse('invalid', 'body_unreadable', {
      detail: `a field sent twice at byte ${at}`,
      pointer: '',
    })
  group.set(last, value)
}

function keyIn(group: Group, step: string): string {
  return step === '' ? String(group.size) : step
}

function* objectOf(group: Group): Steps<Record<string, unknown>> {
  const object: Record<string, unknown> = {}
  let placed = 0
  for (const [name, value] of group) {
    // No name is left that could change a prototype.
    object[name] = typeof value === 'string' ? value : yield* plain(value)
    placed += 1
    if (placed % stepValues === 0) yield
  }
  return object
}

function* plain(group: Group): Steps<unknown> {
  // Decided before anything within is built, or each level would be built twice as often as the one around it.
  if (!isList(group)) return yield* objectOf(group)
  const list: unknown[] = []
  for (let index = 0; index < group.size; index += 1) {
    const value = group.get(String(index)) ?? ''
    list.push(typeof value === 'string' ? value : yield* plain(value))
    if (list.length % stepValues === 0) yield
  }
  return list
}

function isList(group: Group): boolean {
  for (let index = 0; index < group.size; index++) if (!group.has(String(index))) return false
  return true
}
