import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

// `USER_HZ`: 100 on every Linux that Node has binaries for.
const microsecondsPerTick = 10_000

interface ProcessStat {
  readonly pid: number
  readonly parent: number
  /** Ticks of the process itself. */
  readonly own: number
  /** Ticks of its children that have ended and were waited for, and of theirs. */
  readonly ended: number
}

/**
 * CPU time that a process and all below it have used, with those that have ended and were waited
 * for. It only grows, so a difference is what was used between two calls. Resolution: 10 ms a process.
 *
 * @returns microseconds
 * @throws {Error} where there is no such process
 */
export function cpuMicrosecondsOf(root: number): number {
  const ticks = treeOf(root).reduce((sum, { own, ended }) => sum + own + ended, 0)
  return ticks * microsecondsPerTick
}

/** CPU time of the children of this process that have ended, microseconds. */
export function cpuMicrosecondsOfEndedChildren(): number {
  return readStat(process.pid).ended * microsecondsPerTick
}

/** Memory that a process and all below it have in use now, bytes. */
export function residentBytesOf(root: number): number {
  return sumOfStatus(root, 'VmRSS')
}

/** The most that each of them has had in use since it started or since `forgetPeak`, bytes. */
export function peakResidentBytesOf(root: number): number {
  return sumOfStatus(root, 'VmHWM')
}

/** Lets the peak begin again at what is in use now. */
export function forgetPeak(root: number): void {
  for (const { pid } of treeOf(root)) writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The process that started this one. */
export function parentOf(pid: number): number {
  return readStat(pid).parent
}

/** Name of a process's program. */
export function programOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
}

/**
 * CPU time used by everybody on this machine, microseconds; with what its host gave to other
 * machines meanwhile.
 */
export function cpuMicrosecondsOfMachine(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softIrq + stolen) * microsecondsPerTick
}

function treeOf(root: number): readonly ProcessStat[] {
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => statIfThere(Number(name)))
  const tree = all.filter(({ pid }) => pid === root)
  if (tree.length === 0) throw new Error(`there is no process ${root}`)
  // The list grows while it is read, so that each one's children are looked for in turn.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid))
  return tree
}

function statIfThere(pid: number): readonly ProcessStat[] {
  try {
    return [readStat(pid)]
  } catch {
    // It has ended since the folder was listed.
    return []
  }
}

function readStat(pid: number): ProcessStat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The program's name comes first, in parentheses, and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [, parent = 0] = fields
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15)
  return { pid, parent, own: user + system, ended: endedUser + endedSystem }
}

function sumOfStatus(root: number, field: 'VmRSS' | 'VmHWM'): number {
  return treeOf(root).reduce((sum, { pid }) => sum + statusBytes(pid, field), 0)
}

function statusBytes(pid: number, field: string): number {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n')
  const line = lines.find(each => each.startsWith(`${field}:`)) ?? ''
  return (Number.parseInt(line.slice(field.length + 1), 10) || 0) * 1024
}
