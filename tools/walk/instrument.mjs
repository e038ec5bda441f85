import { parse } from 'acorn'
import { ancestor } from 'acorn-walk'

/** What an instrumented file calls, as a member of `globalThis`. */
export const reporter = 'conduitWalk'

/**
 * Makes every function of a module report that it is entered, helpers of one line, methods and getters
 * included.
 *
 * @param source of a module, as compiled
 * @param file what its functions report beside their name
 * @example
 * instrument('export const twice = n => 2 * n', 'twice.ts')
 * // export const twice = n => (globalThis.conduitWalk("twice.ts","twice:1"),2 * n)
 */
export function instrument(source, file) {
  const places = []
  const note = (node, _state, ancestors) => {
    const name = `${nameOf(node, ancestors.at(-2))}:${lineOf(source, node.start)}`
    const call = `globalThis.${reporter}(${JSON.stringify(file)},${JSON.stringify(name)})`
    places.push(...reportsOf(node, call))
  }
  const tree = parse(source, { ecmaVersion: 'latest', sourceType: 'module' })
  ancestor(tree, {
    FunctionDeclaration: note,
    FunctionExpression: note,
    ArrowFunctionExpression: note,
  })
  let text = source
  for (const { at, report } of places.sort((a, b) => b.at - a.at)) {
    text = text.slice(0, at) + report + text.slice(at)
  }
  return text
}

/** Behind the brace of a body, or around the expression that is one. */
function reportsOf({ body: { type, start, end } }, call) {
  if (type === 'BlockStatement') return [{ at: start + 1, report: `${call};` }]
  return [
    { at: start, report: `(${call},` },
    { at: end, report: ')' },
  ]
}

function nameOf({ id }, parent) {
  const named = id ?? parent?.key ?? (parent?.type === 'VariableDeclarator' ? parent.id : null)
  return named?.name ?? 'callback'
}

function lineOf(source, at) {
  return source.slice(0, at).split('\n').length
}
