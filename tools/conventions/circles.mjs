import { dirname, join, relative } from 'node:path'
import { importsOf, sourcesOf } from './projects.mjs'

/** Circles of folders: each package's folders can be read in one order, from the bottom to the top. */
export function folderCircles(projects) {
  return projects.flatMap(({ name, folder }) => {
    const circle = circleIn(foldersOf(folder))
    return circle === null ? [] : [`${name}: a circle of folders, ${circle.join(' → ')}`]
  })
}

/** What each folder of `src` takes from which others; types count too. */
function foldersOf(folder) {
  const src = join(folder, 'src')
  const edges = new Map()
  for (const file of sourcesOf(folder)) {
    if (!file.startsWith(src)) continue
    const from = relative(src, dirname(file))
    for (const { specifier } of importsOf(file)) {
      if (!specifier.startsWith('.')) continue
      const to = relative(src, dirname(join(dirname(file), specifier)))
      // The files at the top put the folders together.
      if (from === '' || to === from) continue
      if (!edges.has(from)) edges.set(from, new Set())
      edges.get(from).add(to)
    }
  }
  return edges
}

function circleIn(edges) {
  const done = new Set()
  const visit = (folder, path) => {
    const at = path.indexOf(folder)
    if (at >= 0) return [...path.slice(at), folder]
    if (done.has(folder)) return null
    for (const next of edges.get(folder) ?? []) {
      const circle = visit(next, [...path, folder])
      if (circle !== null) return circle
    }
    done.add(folder)
    return null
  }
  for (const folder of edges.keys()) {
    const circle = visit(folder, [])
    if (circle !== null) return circle
  }
  return null
}
