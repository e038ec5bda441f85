import { conduitEmbedded, conduitOnPostgres } from './conduit.ts'
import type { Contestant } from './contestant.ts'
import { plainServer } from './plain-server.ts'

/** What others are compared with: HTTP and the parsing of the body, no more. */
export const bare = plainServer({
  id: 'bare',
  title: 'bare Fastify',
  verifies: false,
  database: 'none',
  script: 'bare-server.js',
})

/** One insert per event. */
export const insert = plainServer({
  id: 'insert',
  title: 'Fastify, insert',
  verifies: true,
  database: 'postgres',
  script: 'insert-server.js',
})

/** Four statements in a transaction per event. */
export const transaction = plainServer({
  id: 'transaction',
  title: 'Express, transaction',
  verifies: true,
  database: 'postgres',
  script: 'transaction-server.js',
})

/** All that are measured, in the order of the table. */
export const allContestants: readonly Contestant[] = [
  bare,
  insert,
  transaction,
  conduitOnPostgres,
  conduitEmbedded,
]
