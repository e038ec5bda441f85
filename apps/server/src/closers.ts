/** What has been opened, and is to be closed in the opposite order. */
export interface Closers {
  add(close: () => Promise<unknown>): void
  /** One after the other, and all of them whichever fails. @throws the first that failed */
  closeAll(): Promise<void>
}

/** Makes a list of what is to be closed. */
export function createClosers(): Closers {
  const closes: (() => Promise<unknown>)[] = []
  return {
    add: close => void closes.push(close),
    async closeAll() {
      const errors: unknown[] = []
      for (const close of closes.toReversed()) await close().catch(error => errors.push(error))
      if (errors.length > 0) throw errors[0]
    },
  }
}
