import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Share of the busy time that was spent in the code of one part, itself and not what it called. */
export interface Share {
  readonly part: string
  readonly percent: number
}

/** Where the time of the newest CPU profile in a folder went, largest first; idle time is left out. */
export async function profileShares(folder: string): Promise<readonly Share[]> {
  const file = (await readdir(folder))
    .filter(each => each.endsWith('.cpuprofile'))
    .sort()
    .at(-1)
  if (file === undefined) return []
  const profile = JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile
  const parts = new Map(profile.nodes.map(node => [node.id, partOf(node.callFrame)]))
  const spent = new Map<string, number>()
  for (const [index, id] of profile.samples.entries()) {
    const part = parts.get(id) ?? '(unknown)'
    if (part === '(idle)') continue
    spent.set(part, (spent.get(part) ?? 0) + (profile.timeDeltas[index] ?? 0))
  }
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0)
  return [...spent]
    .map(([part, time]) => ({ part, percent: (100 * time) / total }))
    .sort((a, b) => b.percent - a.percent)
}

function partOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName === '(idle)' || functionName === '(garbage collector)') return functionName
  const own = /\/(packages|apps)\/([^/]+)\/dist\/src\/([^/]+)/.exec(url)
  if (own !== null) return own[2] === 'core' ? `core/${own[3]?.replace('.js', '')}` : String(own[2])
  const library = /\/node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?(@[^/]+\/[^/]+|[^/]+)/.exec(
    url,
  )
  if (library !== null) return String(library[1])
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/')
  return functionName.startsWith('(') ? functionName : '(native)'
}
