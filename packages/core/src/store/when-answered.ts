import type { Answered } from './store.ts'

/**
 * Goes on with an answer, at once if it is there.
 * @example whenAnswered(store.integration(ref), found => found?.adapter ?? null)
 */
export function whenAnswered<T, U>(
  answer: Answered<T>,
  next: (value: T) => Answered<U>,
): Answered<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer)
}
