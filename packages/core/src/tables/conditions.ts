import type { RowCondition, ValueCondition } from '../contract/tables.ts'
import { foldName } from './fold-name.ts'
import { type PointerTemplate, templateOf } from './pointer-template.ts'
import { remembering } from './remember.ts'
import { hasShape } from './shape.ts'
import { textOf } from './text-of.ts'

/** Texts, and prefixes written `a*`. */
interface Patterns {
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

/** What a value must be, as text; null: nothing that has one is there. */
type Test = (text: string | null) => boolean

/** One thing that is asked of an event, ready to be asked. */
export interface Condition {
  /** What is looked at: the event's type, the last name of the path, or the value at a pointer. */
  readonly of: 'type' | 'name' | PointerTemplate
  readonly test: Test
  /** Number of a condition that is the same for the whole event, to be decided once; else -1. */
  readonly index: number
  /** Number of the pointer by which it looks, the same for equal ones. */
  readonly place: number
}

/** How many conditions are the same for a whole event, and how many pointers there are in all. */
export interface EventConditions {
  readonly count: number
  readonly places: number
}

/** Prepares conditions; those that hold for a whole event get a number each, the same for equal ones. */
export function conditionCompiler() {
  const conditions = numbering()
  const places = numbering()
  return {
    ofEvent: (): EventConditions => ({ count: conditions.count(), places: places.count() }),
    compile(all: RowCondition = {}, isLiteral = false): readonly Condition[] {
      return Object.entries(all).map(([place, condition]) => {
        const of = place === 'type' || place === 'name' ? place : templateOf(place, isLiteral)
        const test = of === 'name' ? nameTest(condition) : testOf(condition)
        const isOfEvent = place === 'type' || (typeof of === 'object' && !of.isOpen)
        const index = isOfEvent ? conditions.numberOf(JSON.stringify([place, condition])) : -1
        return { of, test, index, place: places.numberOf(`${isLiteral} ${place}`) }
      })
    },
  }
}

/** Numbers texts from 0 on, equal ones alike. */
function numbering() {
  const numbers = new Map<string, number>()
  return {
    count: () => numbers.size,
    numberOf(text: string): number {
      const number = numbers.get(text) ?? numbers.size
      numbers.set(text, number)
      return number
    },
  }
}

/** A value as conditions see it: they compare booleans as text, too. */
export function askedText(value: unknown): string | null {
  return typeof value === 'boolean' ? String(value) : textOf(value)
}

function testOf(condition: ValueCondition): Test {
  if ('shape' in condition) {
    const { shape } = condition
    return text => text !== null && hasShape(text, shape)
  }
  const patterns = patternsOf(condition)
  return text => text !== null && fits(patterns, text)
}

/**
 * Names are compared in any spelling, but for a prefix of which folding would leave nothing: `_*`. Most
 * are spelt as the pattern is, and need no folding.
 */
function nameTest(condition: ValueCondition): Test {
  if ('shape' in condition) return testOf(condition)
  const isLiteral = (pattern: string) => pattern !== '*' && foldPattern(pattern) === '*'
  const isSpelt = testOf(condition.filter(pattern => !isLiteral(pattern)).map(foldPattern))
  const isWritten = testOf(condition)
  const holds = remembering(
    name => isWritten(askedText(name)) || isSpelt(askedText(foldName(name))),
  )
  return name => holds(name ?? '')
}

function foldPattern(pattern: string): string {
  return pattern.endsWith('*') ? `${foldName(pattern.slice(0, -1))}*` : foldName(pattern)
}

function patternsOf(patterns: readonly string[]): Patterns {
  return {
    exact: new Set(patterns.filter(pattern => !pattern.endsWith('*'))),
    prefixes: patterns
      .filter(pattern => pattern.endsWith('*'))
      .map(pattern => pattern.slice(0, -1)),
  }
}

function fits({ exact, prefixes }: Patterns, text: string): boolean {
  if (exact.has(text)) return true
  for (const prefix of prefixes) if (text.startsWith(prefix)) return true
  return false
}
