const locked = /^ {4}resolution: \{integrity: sha512-[A-Za-z0-9+/]{86}==\}$/

/**
 * What of a lock file is not one package of the registry with the hash of its content: a repository, a
 * file of some host, or no hash. Whatever is written in another form than pnpm's own is a fault too.
 */
export function lockFaults(text) {
  const faults = []
  let name = null
  let isPackages = false
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) isPackages = line === 'packages:'
    if (/:\/\/|git\+|@git|tarball/.test(line))
      faults.push(`a source beside the registry: ${line.trim()}`)
    if (!isPackages) continue
    const entry = /^ {2}(\S.*):$/.exec(line)?.[1]
    if (entry !== undefined) {
      if (name !== null) faults.push(`no integrity: ${name}`)
      name = entry
    } else if (locked.test(line)) name = null
  }
  if (name !== null) faults.push(`no integrity: ${name}`)
  return faults
}
