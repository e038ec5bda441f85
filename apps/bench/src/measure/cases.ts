import type { Mix } from '../load/load-job.ts'

/** A kind of load under which all contestants are measured. */
export interface BenchCase {
  /** Word for it on the command line. */
  readonly id: string
  readonly title: string
  readonly mix: Mix
  readonly connections: number
  /** Sent at this share of the contestant's own highest rate, found just before; null: as fast as it answers. */
  readonly pace: number | null
}

const plain: Mix = { bytes: 1000, newPeople: 0, duplicates: 0, forged: 0 }

const known = {
  id: 'known',
  title: '1 kB, 64 connections, people known',
  mix: plain,
  connections: 64,
  pace: null,
}
const allNew = {
  ...known,
  id: 'new',
  title: '1 kB, 64 connections, 100 % new people',
  mix: { ...plain, newPeople: 1 },
}
const paced = {
  ...known,
  id: 'paced',
  title: '1 kB, 64 connections, people known, at 80 % of its own highest rate',
  pace: 0.8,
}
const mixed = {
  ...known,
  id: 'mixed',
  title: '1 kB, 64 connections, people known, 10 % duplicates, 5 % forged',
  mix: { ...plain, duplicates: 0.1, forged: 0.05 },
}

/** Those that are measured if nobody asks for others. */
export const importantCases: readonly BenchCase[] = [known, allNew, paced]

/** Every size with every number of connections and every share of new people, and the cases above. */
export const allCases: readonly BenchCase[] = [...importantCases, mixed, ...matrix()]

function matrix(): readonly BenchCase[] {
  return [1, 10, 100]
    .flatMap(kilobytes => [1, 64, 256].map(connections => ({ kilobytes, connections })))
    .flatMap(size => [0, 50, 100].map(percent => ({ ...size, percent })))
    .map(({ kilobytes, connections, percent }) => ({
      id: `${kilobytes}kB/${connections}/${percent}%`,
      title: `${kilobytes} kB, ${connections} connections, ${percent} % new people`,
      mix: { ...plain, bytes: 1000 * kilobytes, newPeople: percent / 100 },
      connections,
      pace: null,
    }))
    .filter(({ id }) => id !== '1kB/64/0%' && id !== '1kB/64/100%')
}
