import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'acorn'
import { simple } from 'acorn-walk'
import { projects, root } from '../conventions/projects.mjs'

/** Fake platforms hear tests alone. */
const isRun = ({ name }) => name !== 'fake-platforms'

/** Programs start something when they are imported, or change what all others stand on, such as the clock. */
const isProgram = ({ tree }) => !tree.body.some(isShown)

/** What imports nothing either is compiled with an `export {}`, which shows nothing. */
function isShown({ type, declaration, specifiers }) {
  if (type !== 'ExportNamedDeclaration') return type.startsWith('Export')
  return declaration !== null || specifiers.length > 0
}

/**
 * Every regular expression of the packages and applications, and where it stands: literals and
 * `pattern`s by parsing what was compiled, those that are made of texts by watching modules load.
 *
 * @returns the expressions, and what could not be seen: `{ expressions, faults }`
 */
export async function allExpressions() {
  const modules = projects().filter(isRun).flatMap(modulesOf)
  const made = await watched(async () => {
    const loaded = []
    for (const { file } of modules.filter(each => !isProgram(each)))
      loaded.push(await import(pathToFileURL(file).href))
    return loaded
  })
  const faults = modules.flatMap(({ file, calls }) =>
    calls
      .filter(({ line, column }) => !made.places.has(`${file}:${line}:${column + 1}`))
      .map(({ line }) => `${nameOf(file)}:${line} makes an expression when it is called`),
  )
  const all = [
    ...modules.flatMap(({ literals }) => literals),
    ...made.expressions,
    ...made.loaded.flatMap(exported => [...patternsIn(exported)]),
  ]
  const known = new Map()
  for (const each of all) {
    const text = `/${each.source}/${each.flags}`
    if (!known.has(text)) known.set(text, each)
  }
  return { expressions: [...known.values()], faults }
}

/** The compiled modules of a project whose source is still there. */
function modulesOf({ folder }) {
  const dist = join(folder, 'dist/src')
  if (!existsSync(dist)) throw new Error(`${dist} is not built`)
  return readdirSync(dist, { recursive: true })
    .filter(name => name.endsWith('.js'))
    .filter(name => existsSync(join(folder, 'src', name.replace(/\.js$/, '.ts'))))
    .map(name => moduleOf(join(dist, name)))
}

function moduleOf(file) {
  const tree = parse(readFileSync(file, 'utf8'), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    allowHashBang: true,
  })
  const literals = []
  const calls = []
  const onCall = ({ callee, loc }) => {
    if (callee.name === 'RegExp') calls.push(loc.start)
  }
  simple(tree, {
    Literal({ regex, loc }) {
      if (regex === undefined) return
      const place = `${nameOf(file)}:${loc.start.line}`
      literals.push({ source: regex.pattern, flags: regex.flags, place })
    },
    Property({ key, value, loc }) {
      if (key.name !== 'pattern' || typeof value.value !== 'string') return
      literals.push({ source: value.value, flags: '', place: `${nameOf(file)}:${loc.start.line}` })
    },
    NewExpression: onCall,
    CallExpression: onCall,
  })
  return { file, tree, literals, calls }
}

/** Notes each expression that our modules make of texts while something runs. */
async function watched(load) {
  const Original = globalThis.RegExp
  const expressions = []
  const places = new Set()
  const note = expression => {
    const place = callerOf()
    if (place === null) return expression
    places.add(place)
    const [file, line] = place.split(':')
    const { source, flags } = expression
    expressions.push({ source, flags, place: `${nameOf(file)}:${line}` })
    return expression
  }
  globalThis.RegExp = new Proxy(Original, {
    construct: (target, given) => note(new target(...given)),
    apply: (target, _own, given) => note(target(...given)),
  })
  try {
    return { loaded: await load(), expressions, places }
  } finally {
    globalThis.RegExp = Original
  }
}

/** Where one of our compiled modules stands that has just made an expression; null: a library did. */
function callerOf() {
  const { prepareStackTrace, stackTraceLimit } = Error
  Error.prepareStackTrace = (_error, sites) => sites
  Error.stackTraceLimit = 4
  // This function, what noted it, and the trap that called that.
  const site = new Error().stack[3]
  Object.assign(Error, { prepareStackTrace, stackTraceLimit })
  const file = site?.getFileName() ?? ''
  if (!file.includes('/dist/src/') || file.includes('/node_modules/')) return null
  return `${file.replace('file://', '')}:${site.getLineNumber()}:${site.getColumnNumber()}`
}

/** Patterns of schemas, wherever they stand in what a module shows. */
function* patternsIn(value, seen = new Set()) {
  if (!isPlain(value) || seen.has(value)) return
  seen.add(value)
  const { pattern, patternProperties } = value
  if (typeof pattern === 'string' && value.type === 'string') yield patternOf(pattern)
  for (const name of Object.keys(patternProperties ?? {})) yield patternOf(name)
  for (const member of Object.values(value)) yield* patternsIn(member, seen)
}

/** Whatever has a class of its own is no schema, and may do something when it is looked at. */
function isPlain(value) {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Array.isArray(value)
}

function patternOf(source) {
  return { source, flags: '', place: 'a schema' }
}

function nameOf(file) {
  return relative(root, file).replace('/dist/', '/').replace(/\.js$/, '')
}
