import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Every package and application: its folder's name, its folder, and its manifest. */
export function projects() {
  return ['packages', 'apps']
    .flatMap(folder =>
      readdirSync(join(root, folder)).map(name => ({ name, folder: join(root, folder, name) })),
    )
    .filter(({ folder }) => existsSync(join(folder, 'package.json')))
    .map(project => ({ ...project, manifest: readJson(join(project.folder, 'package.json')) }))
}

/** The TypeScript files of a project, those of its tests too. */
export function sourcesOf(folder) {
  return ['src', 'test'].flatMap(part => {
    const path = join(folder, part)
    if (!existsSync(path)) return []
    return readdirSync(path, { recursive: true })
      .filter(file => /\.tsx?$/.test(file))
      .map(file => join(path, file))
  })
}

/**
 * What a file imports or exports on: each specifier, the names that it takes from there, and whether
 * only types are taken, which leaves nothing of it in what is built.
 */
export function importsOf(file) {
  const text = readFileSync(file, 'utf8')
  const named = /^\s*(?:import|export)\b([^'"`;]*?)\bfrom\s+['"]([^'"$]+)['"]/gm
  const bare = /^\s*import\s+['"]([^'"$]+)['"]/gm
  const dynamic = /(?:\{([^{}]*)\}\s*=\s*await\s+)?\bimport\(\s*['"]([^'"$]+)['"]/g
  return [
    ...[...text.matchAll(named)].map(([, names, specifier]) => ({
      specifier,
      names: namesIn(names),
      isType: /^\s+type\s/.test(names),
    })),
    ...[...text.matchAll(bare)].map(([, specifier]) => ({ specifier, names: [], isType: false })),
    ...[...text.matchAll(dynamic)].map(([, names, specifier]) => ({
      specifier,
      names: namesIn(names === undefined ? '' : `{${names}}`),
      isType: false,
    })),
  ]
}

/** The names between braces, as they are called where they come from. */
function namesIn(clause) {
  const inner = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? ''
  return inner
    .split(',')
    .map(each => each.trim().replace(/^type\s+/, ''))
    .map(each => each.split(/\s+as\s+|\s*:\s*/)[0] ?? '')
    .filter(each => each !== '')
}

export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
