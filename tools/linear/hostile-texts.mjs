import { RegExpParser } from '@eslint-community/regexpp'

/** One of each kind of character that classes of expressions tell apart. */
const usual = [
  ...' \t\n0aZf_-.,:;/@"\\\'()[]{}<>=+*&%#?!~|^$',
  '\u0301',
  'é',
  'ñ',
  '٣',
  '😀',
  '\ud800',
]
const spoilers = ['', '\0', '\n', 'x"x', '!']
const mostMembers = 4

/**
 * Texts on which an expression may take longer than its length accounts for: whatever it repeats,
 * repeated, behind what leads there and before what then does not fit.
 *
 * @returns functions from a length to a text
 */
export function hostileTexts({ source, flags }) {
  const pattern = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  })
  const context = { flags, alphabet: alphabetOf(pattern) }
  const parts = [...loopsIn(pattern.alternatives, empty, empty, context)]
  const texts = new Map()
  const add = (before, pump, after) => {
    if (pump !== '') texts.set(`${before}\0\0${pump}\0\0${after}`, { before, pump, after })
  }
  for (const { before, pumps, after } of parts) {
    for (const pump of pumps) {
      for (const start of new Set(['', ...before])) {
        for (const rest of new Set(['', ...after])) {
          for (const end of spoilers) add(start, pump, rest + end)
        }
      }
      // Each repetition may be a beginning of its own.
      for (const start of before) for (const end of spoilers) add('', start + pump, end)
    }
  }
  for (const whole of samplesOf(pattern.alternatives, context)) {
    for (const end of spoilers) add('', whole, end)
  }
  for (const letter of context.alphabet) add('', letter, '!')
  return [...texts.values()].map(
    ({ before, pump, after }) =>
      length =>
        before + pump.repeat(Math.ceil(length / pump.length)) + after,
  )
}

/** The shortest and the longest of what can stand at a place, of loops one turn. */
const empty = ['', '']

/** What is repeated somewhere in these alternatives, and what stands before and behind it. */
function* loopsIn(alternatives, before, after, context) {
  for (const { elements } of alternatives) {
    for (const [index, element] of elements.entries()) {
      const start = joined(before, sampleAll(elements.slice(0, index), context))
      const end = joined(sampleAll(elements.slice(index + 1), context), after)
      yield* loopsOf(element, start, end, context)
    }
  }
}

function* loopsOf(node, before, after, context) {
  if (node.type === 'Quantifier') {
    if (node.max > 1) yield { before, pumps: pumpsOf(node.element, context), after }
    yield* loopsOf(node.element, before, after, context)
  } else if (node.alternatives !== undefined) {
    yield* loopsIn(node.alternatives, before, after, context)
  }
}

/** What one turn of a loop can be. */
function pumpsOf(element, context) {
  if (element.alternatives === undefined) return membersOf(element, context).slice(0, mostMembers)
  return samplesOf(element.alternatives, context)
}

/** Each alternative in its shortest and longest form. */
function samplesOf(alternatives, context) {
  const all = alternatives.flatMap(({ elements }) => sampleAll(elements, context))
  return [...new Set(all)].slice(0, 2 * mostMembers)
}

function sampleAll(elements, context) {
  return elements.reduce((all, element) => joined(all, sampleOf(element, context)), empty)
}

function sampleOf(node, context) {
  if (node.type === 'Quantifier') {
    const [short, long] = sampleOf(node.element, context)
    const least = Math.min(node.min, 64)
    return [short.repeat(least), long.repeat(Math.max(least, 1))]
  }
  // What looks ahead or back takes no room.
  if (node.type === 'Assertion' || node.type === 'Backreference') return empty
  if (node.alternatives !== undefined) {
    const all = node.alternatives.map(({ elements }) => sampleAll(elements, context))
    return [all[0]?.[0] ?? '', all.at(-1)?.[1] ?? '']
  }
  const [first = ''] = membersOf(node, context)
  return [first, first]
}

function joined([short, long], [nextShort, nextLong]) {
  return [short + nextShort, long + nextLong]
}

/** Characters that a class or a character of an expression matches. */
function membersOf({ type, raw, value }, { flags, alphabet }) {
  if (type === 'Character') return [String.fromCodePoint(value)]
  const one = new RegExp(`^(?:${raw})$`, flags.replace(/[gy]/g, ''))
  return alphabet.filter(letter => one.test(letter))
}

/** The characters that stand in an expression, and one of each kind. What more of it knows comes first. */
function alphabetOf(pattern) {
  const own = [...charactersIn(pattern)].map(value => String.fromCodePoint(value))
  return [...new Set([...own, ...usual])]
}

function* charactersIn(node) {
  if (node.type === 'Character') yield node.value
  if (node.type === 'CharacterClassRange') yield node.min.value
  for (const child of childrenOf(node)) yield* charactersIn(child)
}

function childrenOf({ alternatives, elements, element }) {
  return [...(alternatives ?? []), ...(elements ?? []), ...(element === undefined ? [] : [element])]
}
