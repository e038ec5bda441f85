const aheadMilliseconds = 40 * 365 * 86_400_000

/**
 * Runs something asynchronous while the system's clock is years ahead, which nothing may notice that
 * has a clock of its own.
 */
export async function yearsAhead<T>(run: () => Promise<T>): Promise<T> {
  const { Date: original } = globalThis
  const shifted = () => original.now() + aheadMilliseconds
  globalThis.Date = new Proxy(original, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [shifted()] : given, newTarget),
    apply: () => new original(shifted()).toString(),
    get: (target, key) => (key === 'now' ? shifted : Reflect.get(target, key)),
  })
  try {
    return await run()
  } finally {
    globalThis.Date = original
  }
}
