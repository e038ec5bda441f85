import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { importsOf, root, sourcesOf } from './projects.mjs'

/**
 * How many names a door may show. A name more is a decision: whoever needs it says so here, with the
 * change that needs it.
 */
const sizes = {
  '@conduit/core': 176,
  '@conduit/core/host': 147,
  '@conduit/db': 93,
  '@conduit/db/consents': 22,
  '@conduit/db/erasure': 28,
  '@conduit/db/exports': 23,
  '@conduit/db/keyring': 9,
  '@conduit/db/notifications': 16,
  '@conduit/db/people': 22,
  '@conduit/db/processing-record': 17,
  '@conduit/db/propagations': 22,
  '@conduit/db/redactions': 47,
  '@conduit/db/requests': 40,
  '@conduit/db/retention': 12,
  '@conduit/privacy': 45,
  '@conduit/privacy/clock': 15,
  '@conduit/privacy/vocabulary': 8,
  '@conduit/recordings': 45,
  '@conduit/recordings/player': 24,
  '@conduit/testing': 27,
}

/** Doors that show more than they may, and values at a door that nobody imports. */
export function doorFaults(projects) {
  const wanted = wantedNames(projects)
  return projects.flatMap(doorsOf).flatMap(({ door, names }) => {
    const most = sizes[door]
    if (most === undefined) return []
    const unused = names.filter(({ name, isType }) => !isType && !wanted.has(`${door} ${name}`))
    return [
      ...(names.length > most
        ? [`${door} shows ${names.length} names, ${names.length - most} more than it may`]
        : []),
      ...unused.map(({ name }) => `${door} shows ${name}, which nobody imports`),
    ]
  })
}

/** The doors of a package, and what each shows. */
function doorsOf({ folder, manifest }) {
  const { exports: doors = {} } = manifest
  return Object.entries(doors).flatMap(([at, target]) => {
    const path = typeof target === 'string' ? target : target.default
    const file = join(folder, String(path).replace('./dist/', '').replace(/\.js$/, '.ts'))
    if (!file.endsWith('.ts') || !existsSync(file)) return []
    return [{ door: manifest.name + at.slice(1), names: shownBy(file) }]
  })
}

function shownBy(file) {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, type, names]) =>
    names
      .split(',')
      .map(each => each.trim())
      .filter(each => each !== '')
      .map(each => ({
        name: each.replace(/^type\s+/, '').replace(/^.* as /, ''),
        isType: type !== undefined || each.startsWith('type '),
      })),
  )
}

/** Every name that code, a test, a tool or an example of the docs takes through a door. */
function wantedNames(projects) {
  const files = [...projects.flatMap(({ folder }) => sourcesOf(folder)), ...textsIn(root)]
  return new Set(
    files.flatMap(file =>
      importsOf(file).flatMap(({ specifier, names }) => names.map(name => `${specifier} ${name}`)),
    ),
  )
}

/** Tools, and documents with examples. */
function textsIn(folder) {
  return ['tools', 'docs'].flatMap(part =>
    readdirSync(join(folder, part), { recursive: true })
      .filter(file => /\.(mjs|md)$/.test(file))
      .map(file => join(folder, part, file)),
  )
}
