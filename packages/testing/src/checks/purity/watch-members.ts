/** What becomes of a call: all but the free ones are told. */
export type Treatment = 'watched' | 'muted' | 'closed' | 'free'

/** Undoes one change. */
export type Undo = () => void

/** Watches some functions of an object: each call is noted, and treated as `treat` says. */
export function watchMembers<T extends object>(
  owner: T,
  names: readonly (keyof T & string)[],
  title: string,
  seen: Set<string>,
  treat: (given: readonly unknown[]) => Treatment = () => 'watched',
): Undo {
  const originals = names.map(name => [name, Object.getOwnPropertyDescriptor(owner, name)] as const)
  for (const name of names) {
    const original = owner[name]
    if (typeof original !== 'function') continue
    const watched = new Proxy(original, {
      apply(target, self, given: readonly unknown[]) {
        const treatment = treat(given)
        if (treatment !== 'free') seen.add(`${title}.${name}()`)
        if (treatment === 'closed') throw new Error(`${title}.${name}() is closed here`)
        return treatment === 'muted' ? undefined : Reflect.apply(target, self, given)
      },
    })
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true })
  }
  return () => {
    for (const [name, descriptor] of originals) {
      if (descriptor === undefined) Reflect.deleteProperty(owner, name)
      else Object.defineProperty(owner, name, descriptor)
    }
  }
}
