import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { importsOf, readJson, root, sourcesOf } from './projects.mjs'

/** Which of our packages each may import; apps may import all but each other's insides. */
const allowed = [
  [/^privacy$/, /^$/],
  [/^core$/, /^privacy$/],
  [/^local-postgres$/, /^$/],
  [/^db$/, /^(core|privacy)$/],
  [/^recordings$/, /^(core|privacy)$/],
  [/^testing$/, /^(core|privacy|recordings)$/],
  [/^fake-platforms$/, /^recordings$/],
  [/^lib-/, /^core$/],
  [/^adapter-/, /^(core|lib-.*)$/],
  [/^(server|cli|dashboard)$/, /^(core|privacy|db|recordings|server|cli)$/],
  [/^torture$/, /^(core|testing|local-postgres|bench)$/],
  [/^bench$/, /^(core|privacy|db|recordings|local-postgres|server|cli|adapter-.*)$/],
]

/** Beside the packages above; for tests. Adapters' tests know no other adapter. */
const allowedInTests = name =>
  name.startsWith('adapter-')
    ? /^(testing|fake-platforms|privacy)$/
    : /^(testing|fake-platforms|privacy|local-postgres|adapter-.*)$/

/** Adapters are written for authors: what applications need is none of their business. */
const hostDoor = '@conduit/core/host'

/** What adapters must do without: the server's parts, and every way out but `platform`. */
const forbiddenInAdapters =
  /^(fastify|@fastify\/.*|drizzle-orm.*|postgres|undici|node:(fs|net|http|https|dns|child_process|worker_threads).*)$/

/** Imports that point the wrong way, or at what a manifest does not declare. */
export function wrongDirections(projects) {
  return [...projects.flatMap(faultsOf), ...missingReferences(projects)]
}

function faultsOf({ name, folder, manifest }) {
  const rule = allowed.find(([pattern]) => pattern.test(name))
  if (rule === undefined) return [`${name}: no rule says what it may import`]
  return sourcesOf(folder).flatMap(file => {
    const inTests = relative(folder, file).startsWith('test')
    return importsOf(file).flatMap(({ specifier, isType }) => {
      const where = `${relative(root, file)} imports ${specifier}`
      if (specifier.startsWith('.')) {
        const isOwn = join(dirname(file), specifier).startsWith(folder)
        return isOwn ? [] : [`${where}, outside its package`]
      }
      const own = /^@conduit\/([^/]+)/.exec(specifier)?.[1]
      return [
        ...directionOf(rule, name, own, inTests, where),
        ...adapterFault(name, specifier, inTests, where),
        ...(own === name ? [] : undeclared(manifest, specifier, inTests || isType, where)),
      ]
    })
  })
}

function directionOf([, may], name, own, inTests, where) {
  if (own === undefined || own === name) return []
  const isFine = may.test(own) || (inTests && allowedInTests(name).test(own))
  return isFine ? [] : [`${where}: dependencies point the other way`]
}

function adapterFault(name, specifier, inTests, where) {
  if (!/^(adapter|lib)-/.test(name) || inTests) return []
  const isForbidden = specifier === hostDoor || forbiddenInAdapters.test(specifier)
  return isForbidden ? [`${where}: adapters do without`] : []
}

function undeclared(manifest, specifier, isForDevelopment, where) {
  if (specifier.startsWith('node:')) return []
  const parts = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1)
  const name = parts.join('/')
  const runtime = { ...manifest.dependencies, ...manifest.peerDependencies }
  const isKnown = name in runtime || (isForDevelopment && name in (manifest.devDependencies ?? {}))
  return isKnown ? [] : [`${where}, which its package.json does not declare`]
}

function missingReferences(projects) {
  const { references } = readJson(join(root, 'tsconfig.json'))
  const listed = new Set(references.map(({ path }) => path))
  return projects
    .filter(({ folder }) => existsSync(join(folder, 'tsconfig.json')))
    .map(({ folder }) => relative(root, folder))
    .filter(path => !listed.has(path))
    .map(path => `tsconfig.json does not build ${path}`)
}
