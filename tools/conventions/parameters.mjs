import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root, sourcesOf } from './projects.mjs'

/**
 * Statements that take a text for a boolean: postgres.js writes false for every text, PGlite what the
 * text says, so the two databases would answer otherwise.
 */
export function parameterFaults(projects) {
  return projects.flatMap(({ folder }) =>
    sourcesOf(folder)
      .filter(file => /\$\d+::bool/.test(readFileSync(file, 'utf8')))
      .map(file => `${relative(root, file)} takes a text for a boolean: compare texts`),
  )
}
