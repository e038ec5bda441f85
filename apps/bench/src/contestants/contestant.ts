import type { Cluster } from '../postgres/cluster.ts'
import type { ServerProcess } from '../processes/server-process.ts'

/** A server that is measured. */
export interface Contestant {
  /** Word for it on the command line. */
  readonly id: string
  readonly title: string
  /** Refuses what is not signed; one that does not must accept everything. */
  readonly verifies: boolean
  /** Where it keeps what it was sent. */
  readonly database: 'none' | 'postgres' | 'embedded'
  /** Makes its database, empty. */
  prepare(stage: Stage): Promise<Entry>
}

/** What contestants are set up with. */
export interface Stage {
  readonly cluster: Cluster
  /** Folder for files of this run. */
  readonly folder: string
  /** Folder for the CPU profiles of Conduit, written when it stops; absent: none are made. */
  readonly profiles?: string
}

/** A contestant with its database. Its server can be started on it again and again. */
export interface Entry {
  start(): Promise<ServerProcess>
  /** Makes ready for webhooks: returns where they go. */
  connect(server: ServerProcess): Promise<string>
  /** Connects somebody else, who sends lists of events: returns where they go. Null: it takes no lists. */
  readonly connectLists: ((server: ServerProcess) => Promise<string>) | null
  /** How many events are kept, counted in the database. */
  countStored(server: ServerProcess): Promise<number>
  /** Does what the database would do later in the background. */
  settle(): Promise<void>
  close(): Promise<void>
}
