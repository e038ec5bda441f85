/** What signing gives, or undefined where the platform's own library refuses such a secret. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
