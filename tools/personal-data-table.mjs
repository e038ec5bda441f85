// The personal data that an adapter finds, as a table for people.
import { piiCategories } from '../packages/core/dist/src/index.js'
import { code, listing, spacious, table } from './markdown.mjs'

const columns = [
  { title: 'What', cell: ({ row }) => categoryOf(row) },
  { title: 'Where', cell: ({ places }) => lines(places) },
  { title: 'Finds the person', cell: ({ row }) => (row.identity === undefined ? '' : 'yes') },
  { title: 'Counts only', cell: ({ conditions }) => eitherOf(conditions) },
  { title: 'Of whom', cell: ({ people }) => whose(people) },
  { title: 'Erased by the id of', cell: ({ row }) => row.reference?.object ?? '' },
]

/** Places of personal data: what finds the person first, then by category. */
export function personalDataTable({ tables, rows }) {
  const more = 'Further places are named by the settings of each integration.'
  if (tables.pii.length === 0) return more
  const groups = grouped(tables.pii).sort((a, b) => rankOf(a.row) - rankOf(b.row))
  const used = columns.filter(({ cell }) => groups.some(group => cell(group) !== ''))
  const text = table(
    used.map(({ title }) => title),
    groups.map(group => used.map(({ cell }) => cell(group))),
  )
  return rows === undefined ? text : `${text}\n\n${more}`
}

/** Rows that differ in nothing but whose they are, where they stand or when they count, together. */
function grouped(rows) {
  const names = rows.flatMap(pointersOf).filter(isBelowTop).map(nameOf)
  const single = rows.map(row => placed(row, new Set(names)))
  return ['people', 'places', 'conditions'].reduce(joined, single)
}

/** A row with its place; where that belongs to a person, below the person. */
function placed(row, names) {
  const { path, person } = row
  const isBelow = typeof person === 'string' && path !== person && path.startsWith(person)
  const shown = pointer => {
    // At the top only where the same is elsewhere said of something deeper.
    const isShort = isBelow || isBelowTop(pointer) || names.has(nameOf(pointer))
    const around = isBelow ? person : parentOf(pointer)
    const isShared = [path, pointer].every(each => each.startsWith(`${around}/`))
    return isShort && isShared ? `…${pointer.slice(around.length)}` : pointer
  }
  return {
    row,
    places: [isBelow ? `…${path.slice(person.length)}` : path],
    people: person === undefined ? [] : [person],
    conditions: [conditionsOf(row, shown).join(between)],
  }
}

/** Groups that differ in one member only as one group, with all there is of that member. */
function joined(groups, member) {
  const byRest = new Map()
  for (const group of groups) {
    const { category, identity, reference } = group.row
    const said = [category, identity?.by, identity?.kind, reference?.object]
    const rest = { ...group, row: said, [member]: null }
    const key = JSON.stringify(rest)
    const before = byRest.get(key)?.[member] ?? []
    byRest.set(key, { ...group, [member]: [...new Set([...before, ...group[member]])] })
  }
  return [...byRest.values()]
}

function pointersOf({ when = {}, unless = {} }) {
  return [...Object.keys(when), ...Object.keys(unless)].filter(place => place.startsWith('/'))
}

const parentOf = pointer => pointer.slice(0, pointer.lastIndexOf('/'))
const nameOf = pointer => pointer.slice(pointer.lastIndexOf('/'))
const isBelowTop = pointer => parentOf(pointer) !== ''

function conditionsOf({ path, when = {}, unless = {} }, shown) {
  const { type: inTypes, ...ifSo } = when
  const { type: notInTypes, ...ifNot } = unless
  const subject = place => {
    if (place === 'name') return 'its name'
    return place === path ? 'it' : code(spacious(shown(place)))
  }
  return [
    ...(inTypes === undefined ? [] : [`in ${choicesOf(inTypes)}`]),
    ...(notInTypes === undefined ? [] : [`not in ${choicesOf(notInTypes)}`]),
    ...Object.entries(ifSo).map(([place, value]) => `${subject(place)} is ${valuesOf(value)}`),
    ...Object.entries(ifNot).map(([place, value]) => `${subject(place)} is not ${valuesOf(value)}`),
  ]
}

const shapes = { email: 'an e-mail address', phone: 'a phone number' }

function valuesOf(values) {
  if (!Array.isArray(values)) return shapes[values.shape]
  return values.join() === '*' ? 'there' : choicesOf(values)
}

/** Between the conditions of one row; no pattern holds it. */
const between = '\n'

/** Conditions of several rows: what all of them ask, and then what either does. */
function eitherOf(conditions) {
  const rows = conditions.map(text => text.split(between).filter(each => each !== ''))
  const shared = (rows[0] ?? []).filter(each => rows.every(row => row.includes(each)))
  const others = rows.map(row => row.filter(each => !shared.includes(each)).join('; '))
  const always = shared.join('; ')
  // Where one row asks no more, the others say nothing.
  if (others.includes('')) return always
  const either = others.join('<br>or ')
  return always === '' ? either : `${always}; and<br>${either}`
}

/** Texts to choose from; `a` and `a.*` in one. */
function choicesOf(texts) {
  const families = texts.filter(text => texts.includes(`${text}.*`))
  const others = texts.filter(text => !families.some(family => text === `${family}.*`))
  const told = others.map(text => (families.includes(text) ? `${text}{,.*}` : text))
  return listing(
    told.map(text => code(spacious(text))),
    'or',
  )
}

/** The parts of the document that are a human being each; null is nobody in particular. */
function whose(people) {
  const nobody = people.includes(null) ? ['nobody'] : []
  return [...nobody, lines(people.filter(person => person !== null))]
    .filter(text => text !== '')
    .join('<br>')
}

/** Paths one below the other; one that is the end of another is told together with it. */
function lines(paths) {
  const left = new Set(paths)
  const longestFirst = [...paths].sort((a, b) => b.length - a.length)
  const ends = new Map()
  for (const path of longestFirst) {
    const end = longestFirst.find(other => other !== path && path.endsWith(other))
    if (!left.has(path) || end === undefined || !left.delete(end)) continue
    ends.set(path, end)
  }
  const told = path => {
    const end = ends.get(path)
    return end === undefined ? path : `{${path.slice(0, -end.length)},}${end}`
  }
  return [...left].map(path => code(spacious(told(path)))).join('<br>')
}

function rankOf({ category, identity }) {
  return piiCategories.indexOf(category) + (identity === undefined ? piiCategories.length : 0)
}

function categoryOf({ category, identity, read }) {
  const name = category.replaceAll('_', ' ')
  if (read?.open !== undefined) return openCategory(name, read.open)
  return identity?.kind === undefined ? name : `${name} (${identity.kind})`
}

/** Of a container of which others choose the names. */
function openCategory(other, { others, finds, skip }) {
  const rest = others === false ? 'other texts are passed over' : `else ${other}`
  const own = finds
    ? '; e-mail and phone find the person where their name says that it is theirs'
    : ''
  const left = skip === undefined ? '' : `; names that fit ${code(String(skip))} are technical`
  return `any, by name or form; ${rest}${own}${left}`
}
