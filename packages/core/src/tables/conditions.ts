import type { RowCondition, ValueCondition } from '../contract/tables.ts'
import { foldName } from './fold-name.ts'
import { type PointerTemplate, templateOf } from './pointer-template.ts'
import { hasShape } from './shape.ts'
import { textOf } from './text-of.ts'

/** Texts, and prefixes written `a*`. */
interface Patterns {
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

/** What a value must be. */
type Test = (value: unknown) => boolean

/** One thing that is asked of an event, ready to be asked. */
export interface Condition {
  /** What is looked at: the event's type, the last name of the path, or the value at a pointer. */
  readonly of: 'type' | 'name' | PointerTemplate
  readonly test: Test
  /** Number of a condition that is the same for the whole event, to be decided once; else -1. */
  readonly index: number
}

/** Prepares conditions; those that hold for a whole event get a number each, the same for equal ones. */
export function conditionCompiler() {
  const numbers = new Map<string, number>()
  const numberOf = (place: string, condition: ValueCondition): number => {
    const key = JSON.stringify([place, condition])
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  }
  return {
    /** How many numbers there are. */
    get count() {
      return numbers.size
    },
    compile(conditions: RowCondition = {}, isLiteral = false): readonly Condition[] {
      return Object.entries(conditions).map(([place, condition]) => {
        const of = place === 'type' || place === 'name' ? place : templateOf(place, isLiteral)
        const isOfEvent = place === 'type' || (typeof of === 'object' && !of.isOpen)
        const index = isOfEvent ? numberOf(place, condition) : -1
        const test = of === 'name' ? nameTest(condition) : testOf(condition)
        return { of, test, index }
      })
    },
  }
}

function testOf(condition: ValueCondition): Test {
  if ('shape' in condition) {
    const { shape } = condition
    return value => typeof value === 'string' && hasShape(value, shape)
  }
  const patterns = patternsOf(condition)
  return value => {
    const text = typeof value === 'boolean' ? String(value) : textOf(value)
    return text !== null && fits(patterns, text)
  }
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
  return value => isWritten(value) || isSpelt(foldName(String(value)))
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
  return exact.has(text) || prefixes.some(prefix => text.startsWith(prefix))
}
