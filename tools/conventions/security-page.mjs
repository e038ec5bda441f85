import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changes } from '../mutants/changes.mjs'
import { root } from './projects.mjs'

const page = 'docs/security.md'
const header = '| threat | control | without it |'

/**
 * What the page on security promises and nothing holds: each row of its tables of threats names
 * careless changes, parted by ` · `, and each of those exists.
 *
 * @param text of the page
 */
export function pageFaults(text = readFileSync(join(root, page), 'utf8')) {
  const known = new Set(changes.map(({ why }) => why))
  const rows = threatsOf(text)
  if (rows.length === 0) return [`${page} has no table with the head ${header}`]
  return rows.flatMap(([threat, , named = '']) =>
    named
      .split(' · ')
      .filter(name => !known.has(name))
      .map(name => `${page}: no careless change is called “${name}”, which stands at “${threat}”`),
  )
}

/** Cells of all rows of the tables of threats. */
function threatsOf(text) {
  const rows = []
  let isInside = false
  for (const line of text.split('\n')) {
    if (line === header) isInside = true
    else if (!line.startsWith('|')) isInside = false
    else if (isInside && !/^[|: -]+$/.test(line)) rows.push(cellsOf(line))
  }
  return rows
}

function cellsOf(line) {
  return line
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim())
}
