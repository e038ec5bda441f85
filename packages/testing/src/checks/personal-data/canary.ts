import type { PiiRow, RowCondition } from '@conduit/core'
import type { PiiCategory } from '@conduit/privacy'
import { isInTable, placesOf } from '@conduit/recordings'

/** A value that stands nowhere else, in the place of personal data. */
export interface Canary {
  /** JSON Pointer into the document. */
  readonly path: string
  readonly category: PiiCategory
  readonly value: string | number
  /** What to look for in what leaves: the part of the value that survives being rewritten. */
  readonly trace: string
  /** Header that it comes in, where it is not the body. */
  readonly header?: string
  /** The adapter must find it. Not so where a recording writes `*`: some are, not all. */
  readonly isCertain: boolean
  /** Other places that are reported by the same path: it has to be found without them. */
  readonly beside: readonly string[]
}

/** Where a value is personal data, and the value as it was recorded. */
export interface Place
  extends Pick<Canary, 'path' | 'category' | 'header' | 'isCertain' | 'beside'> {
  readonly recorded: unknown
  /** Pointer of the event that it belongs to. */
  readonly base: string
}

const mostCanaries = 400

/**
 * A canary for each place that can hold one: a text that is not empty, or a number. It keeps the
 * form of what was recorded, and the beginning by which a row knows its values; what a row knows as
 * a whole is one of a closed list, and no canary.
 *
 * @param first number of the first one; no two that are looked for together may share it
 */
export function canariesAt(
  places: readonly Place[],
  rows: readonly PiiRow[],
  first = 0,
): readonly Canary[] {
  const apart = new Map<string, Place>()
  for (const place of places) {
    const key = `${place.header ?? ''} ${place.path}`
    if (apart.get(key)?.isCertain !== true) apart.set(key, place)
  }
  return [...apart.values()].slice(0, mostCanaries).flatMap((place, index) => {
    const { path, category, header, isCertain, beside, recorded } = place
    const beginning = beginningOf(place, rows)
    if (beginning === null || !isFit(recorded)) return []
    const { value, trace } = canaryOf(category, first + index, recorded)
    const own = beginning === '' ? value : `${beginning}${value}`
    const canary = { path, category, value: own, trace, isCertain, beside }
    return [header === undefined ? canary : { ...canary, header }]
  })
}

/** A canary for a category, in the form of a recorded value. */
export function canaryOf(
  category: PiiCategory,
  index: number,
  recorded: unknown = '',
): Pick<Canary, 'value' | 'trace'> {
  if (category === 'phone' && typeof recorded === 'string') {
    const trace = `1202555${String(100 + index).padStart(4, '0')}`
    return { value: `+${trace}`, trace }
  }
  if (typeof recorded === 'number' || /^\d+$/.test(String(recorded))) {
    const trace = String(918_273_600_000 + index)
    return { value: typeof recorded === 'number' ? Number(trace) : trace, trace }
  }
  const trace = `canary${index}mark`
  return { value: category === 'email' ? `${trace}@example.com` : `X-${trace}`, trace }
}

function isFit(recorded: unknown): boolean {
  return typeof recorded === 'number' || (typeof recorded === 'string' && recorded.trim() !== '')
}

/** A value of a shape keeps it: the canary of its category has it too. */
function isTexts(condition: RowCondition[string] | undefined): condition is readonly string[] {
  return Array.isArray(condition)
}

/** What the rows of a place want its value to begin with; null: they know only whole values. */
function beginningOf(
  { path, category, base, recorded }: Place,
  rows: readonly PiiRow[],
): string | null {
  const speaking = rows.filter(row => isInTable([row], { path, category }, base))
  const conditions = speaking.map(row => placesOf(row).map(each => row.when?.[each]))
  const patterns = conditions.flat().flatMap(each => (isTexts(each) ? each : []))
  const isOpen = conditions.some(all => all.every(each => !isTexts(each)))
  const beginnings = patterns.filter(each => each.endsWith('*')).map(each => each.slice(0, -1))
  const own = beginnings.find(each => String(recorded).startsWith(each))
  return own ?? (isOpen || speaking.length === 0 ? '' : null)
}
