import { type PiiRow, rowsOf, valueAt } from '@conduit/core'
import type { PiiCategory } from '@conduit/privacy'
import { expandPath, placesAt } from '../compare/table-places.ts'
import type { Finding } from '../play/findings.ts'
import type { Play } from './check.ts'

/** A value that stands nowhere else, in the place of personal data. */
export interface Canary {
  /** JSON Pointer into the document. */
  readonly path: string
  readonly category: PiiCategory
  readonly value: string
  /** What to look for in what leaves: the part of the value that survives being rewritten. */
  readonly trace: string
  /** The adapter must find it. Not so where a `*` stood: it says that some are, not that all are. */
  readonly isCertain: boolean
}

interface Place {
  readonly path: string
  readonly category: PiiCategory
  readonly isCertain: boolean
}

const maxCanaries = 80

/**
 * A canary for each text in a recording's request that is personal data: by the adapter's tables,
 * by what it found, and by what the recording says.
 */
export function requestCanaries({ observed, recording }: Play): readonly Canary[] {
  if (observed === null) return []
  const [delivery] = observed.sight.parsed
  if (delivery === undefined) return []
  const { payload } = delivery.delivery
  const rows = rowsOf(observed.rig.adapter, delivery.connection.settings)
  const byTable = delivery.parsed.events.flatMap(({ data, path: base }) =>
    rows.filter(isUnconditional).flatMap(row =>
      placesAt(data, row.path).map(({ path }) => ({
        ...{ path: base + path, category: row.category, isCertain: true },
      })),
    ),
  )
  const found = observed.findings.filter(({ in: where }) => where === 'request.body')
  // A `*` that a recording writes says that some of them are personal data, not which.
  const said = (recording?.expect.pii ?? []).filter(
    ({ in: where, path }) => where?.includes('/') !== true && !path.includes('*'),
  )
  const places = [...found, ...said].flatMap(place => concrete(place, payload))
  return hatch([...places, ...byTable], payload)
}

/** A canary for each text that the adapter found in one answer of the platform. */
export function answerCanaries(
  findings: readonly Finding[],
  answer: number,
  document: unknown,
): readonly Canary[] {
  const found = findings.filter(({ in: where }) => where === answer)
  return hatch(
    found.flatMap(place => concrete(place, document)),
    document,
  )
}

/** Where a table allows any member name, a member that bears a canary's name. */
export function nameCanaries({ observed }: Play): readonly Canary[] {
  const [delivery] = observed?.sight.parsed ?? []
  if (observed === null || delivery === undefined) return []
  const rows = rowsOf(observed.rig.adapter, delivery.connection.settings)
  return delivery.parsed.events
    .flatMap(({ data, path: base }) =>
      rows.flatMap(row => openObjects(row, data).map(path => ({ path: base + path, row }))),
    )
    .slice(0, maxCanaries)
    .map(({ path, row: { category } }, index) => {
      const { value, trace } = canaryOf('name', 500 + index)
      return { path: `${path}/${trace}`, category, value, trace, isCertain: false }
    })
}

function openObjects(row: PiiRow, data: unknown): readonly string[] {
  return expandPath(row.path)
    .filter(path => path.endsWith('/*'))
    .flatMap(path => placesAt(data, path.slice(0, -2)))
    .filter(({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value))
    .map(({ path }) => path)
}

/** Only what is a text: nothing else can hold a canary. Of one path, what is certain counts. */
function hatch(places: readonly Place[], document: unknown): readonly Canary[] {
  const texts = new Map(
    places
      .filter(({ path }) => typeof valueAt(document, path) === 'string')
      .filter(({ path }) => valueAt(document, path) !== '')
      .sort((a, b) => Number(a.isCertain) - Number(b.isCertain))
      .map(place => [place.path, place]),
  )
  return [...texts.values()]
    .slice(0, maxCanaries)
    .map((place, index) => ({ ...place, ...canaryOf(place.category, index) }))
}

function canaryOf(category: PiiCategory, index: number): Pick<Canary, 'value' | 'trace'> {
  if (category === 'phone') {
    const trace = `1202555${String(100 + index).padStart(4, '0')}`
    return { value: `+${trace}`, trace }
  }
  const trace = `canary${index}mark`
  return { value: category === 'email' ? `${trace}@example.com` : `X-${trace}`, trace }
}

/** A place with `*` in it, for the name of a member that is data, as the places that there are. */
function concrete(
  { path, category }: Pick<Place, 'path' | 'category'>,
  document: unknown,
): readonly Place[] {
  if (!path.includes('*')) return [{ path, category, isCertain: true }]
  return placesAt(document, path).map(found => ({ path: found.path, category, isCertain: false }))
}

/** What a condition depends on may itself be replaced by a canary, so only plain rows are taken. */
function isUnconditional({ when, unless }: PiiRow): boolean {
  return when === undefined && unless === undefined
}
