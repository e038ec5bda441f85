import type { PostgresScene, Scene, SceneNeeds } from '../scene/scene.ts'

/** Something that goes wrong, or is done on purpose, while webhooks arrive. */
export interface Fault {
  /** Word for it on the command line and in the table. */
  readonly id: string
  /** What happens, in a line. */
  readonly what: string
  /** Part of the short form. */
  readonly short?: 'postgres' | 'pglite' | 'both'
  /** Needed beside one server; asked when it begins. */
  readonly needs?: () => SceneNeeds
  /** On PostgreSQL; absent: there is no such fault there. */
  readonly postgres?: (scene: PostgresScene) => Promise<Struck>
  /** On the embedded database. */
  readonly pglite?: (scene: Scene) => Promise<Struck>
  /** Its cluster lies on a file system of so many bytes. */
  readonly diskBytes?: number
}

/** What a fault says when its cause is gone. */
export interface Struck {
  /** When that was, by `performance.now()`. */
  readonly goneAt: number
  /** What was not as it has to be, beside what is counted anyway. */
  readonly findings: readonly string[]
  /** What is to be told, and is no fault. */
  readonly notes?: readonly string[]
}

/** The cause is gone now. */
export function gone(findings: readonly string[] = []): Struck {
  return { goneAt: performance.now(), findings }
}
