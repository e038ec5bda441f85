import { endsSoon, growthFault } from './growth.mjs'

const length = 16_384
/** What is quadratic needs ten times as long; what is linear a hundredth, if nobody disturbs it. */
const suspiciousMilliseconds = 10
const atOnce = 200

/**
 * On which text something takes longer than its length accounts for, and how long; null: on none.
 *
 * @param texts functions from a length to a text
 * @param run what is done with a text
 */
export function textFault(texts, run) {
  for (let start = 0; start < texts.length; start += atOnce) {
    for (const textOf of slowOf(texts.slice(start, start + atOnce), run)) {
      const fault = growthFault(size => run(textOf(size)))
      if (fault !== null) return `${JSON.stringify(textOf(40)).slice(0, 120)}: ${fault}`
    }
  }
  return null
}

/** Texts that took long, or were not come to the end of. */
function slowOf(texts, run) {
  const slow = []
  let at = 0
  const isThrough = endsSoon(() => {
    for (; at < texts.length; at += 1) {
      const text = texts[at](length)
      const start = performance.now()
      run(text)
      if (performance.now() - start > suspiciousMilliseconds) slow.push(texts[at])
    }
  })
  return isThrough ? slow : [...slow, ...texts.slice(at)]
}
