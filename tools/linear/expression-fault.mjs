import { hostileTexts } from './hostile-texts.mjs'
import { textFault } from './text-fault.mjs'

/** On which text an expression takes longer than its length accounts for, and how long; null: on none. */
export function expressionFault({ source, flags }) {
  const expression = new RegExp(source, flags)
  const run = text => (expression.global ? text.replace(expression, '') : expression.test(text))
  return textFault(hostileTexts({ source, flags }), run)
}
