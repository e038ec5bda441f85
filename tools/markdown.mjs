// Small pieces of Markdown for tools that write it.

/** A table. Cells are Markdown already; what would end a cell is escaped. */
export function table(header, rows) {
  const line = cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text as code. */
export function code(text) {
  return `\`${text}\``
}

/** `a`, `a and b`, `a, b and c`. */
export function listing(items, word = 'and') {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}

/**
 * Braces with blanks after their commas, so that a long cell can be broken into lines. Choices of
 * which the spelling does not count, `({a,b})`, are in round brackets alone.
 */
export function spacious(pattern) {
  const plain = pattern.replaceAll(/\(\{([^{}]*)\}\)/g, (_all, choices) => `(${spaced(choices)})`)
  return plain.replaceAll(/\{([^{}]*)\}/g, (braces, choices) =>
    choices.includes(',') ? spaced(braces) : choices,
  )
}

const spaced = choices => choices.replaceAll(',', ', ')
