import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCluster } from '../parts/cluster.ts'
import { type Place, startPlace } from './place.ts'
import type { ErasuresPlan } from './read-erasures-plan.ts'
import { allRows, type Row } from './rows.ts'
import {
  type Case,
  planAdapterCases,
  planServerCases,
  type Tried,
  tryCase,
} from './run-erasures.ts'
import { partOf, type Told } from './table.ts'

/**
 * Tries all that a plan asks for, on several servers at once.
 *
 * @param tell is told what goes on
 * @param keep is given all of the adapters that are done, whenever one more is: a run takes hours, and may be ended
 */
export async function runErasures(
  plan: Pick<ErasuresPlan, 'only' | 'parts' | 'servers'>,
  tell: (line: string) => void,
  keep: (told: Told) => void,
): Promise<Told> {
  const rows = rowsOf(await allRows(), plan.only)
  return await onPlaces(plan, async places => {
    const planned = await each(places, rows, async (row, place) => {
      const found = await planServerCases(row, place).catch((error: unknown) => {
        tell(`${row.adapter}, without a fault: ${error}`)
        return { row, calls: ['without a fault'], cases: [] }
      })
      const alone = plan.parts.has('adapter') ? await planAdapterCases(row) : []
      return { ...found, cases: [...found.cases, ...alone].filter(one => isWanted(plan, one)) }
    })
    const cases = planned.flatMap(one => one.cases)
    tell(`${cases.length} to be tried`)
    const soFar: Tried[] = []
    const tried = await each(places, cases, async (one, place) => {
      const { findings, ...about } = await tryCase(one, place)
      const what = `${about.adapter}, ${about.by}, call ${about.call}, ${about.fault} ${about.harm}`
      tell(`${what}: ${findings.length === 0 ? 'fine' : findings.join('; ')}`)
      soFar.push({ ...about, findings })
      const done = doneOf({ parts: plan.parts, planned, tried: soFar })
      if (done.planned.some(({ row }) => row.adapter === about.adapter)) keep(done)
      return { ...about, findings }
    })
    return { parts: plan.parts, planned, tried }
  })
}

function rowsOf(rows: readonly Row[], only: readonly string[]): readonly Row[] {
  const unknown = only.find(name => !rows.some(({ adapter }) => adapter === name))
  if (unknown !== undefined) throw new Error(`there is no ${unknown} that erases`)
  return only.length === 0 ? rows : rows.filter(({ adapter }) => only.includes(adapter))
}

function isWanted({ parts }: Pick<ErasuresPlan, 'parts'>, one: Case): boolean {
  return parts.has(partOf(one))
}

/** What is told of the adapters of which all was tried; half of one would pass for the whole of it. */
function doneOf({ parts, planned, tried }: Told): Told {
  const triedOf = (adapter: string) => tried.filter(each => each.adapter === adapter)
  const done = planned.filter(({ row, cases }) => triedOf(row.adapter).length === cases.length)
  return { parts, planned: done, tried: done.flatMap(({ row }) => triedOf(row.adapter)) }
}

/** Works through a list with all places at once; what comes of it is in the list's order. */
async function each<Item, Result>(
  places: readonly Place[],
  items: readonly Item[],
  work: (item: Item, place: Place) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  const left = items.entries()
  await Promise.all(
    places.map(async place => {
      for (const [at, item] of left) results[at] = await work(item, place)
    }),
  )
  return results
}

async function onPlaces<Result>(
  { servers }: Pick<ErasuresPlan, 'servers'>,
  work: (places: readonly Place[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'conduit-erasures-'))
  const remove = () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  process.once('exit', remove)
  // PostgreSQL runs under an account of its own, which has to get through.
  await chmod(folder, 0o711)
  const cluster = await startCluster(folder)
  const places: Place[] = []
  try {
    const started = Array.from({ length: servers }, async (_, at) => {
      places.push(await startPlace(cluster, join(folder, `server-${at + 1}`)))
    })
    await Promise.all(started)
    return await work(places)
  } finally {
    await Promise.all(places.map(place => place.close()))
    await cluster.close()
    process.off('exit', remove)
    remove()
  }
}
