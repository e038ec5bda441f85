/**
 * What a pure method answered. A promise is no answer: nobody would wait for it, and where it fails
 * it would end the process.
 */
export function atOnce<T>(answer: T): T {
  if (!(answer instanceof Promise)) return answer
  answer.catch(() => undefined)
  throw new TypeError('a pure method must not be async')
}
