import type { Fault } from './fault.ts'
import { faultsOfNetworks } from './of-networks.ts'
import { faultsOfPostgres } from './of-postgres.ts'
import { faultsOfRedis } from './of-redis.ts'
import { faultsOfRetention } from './of-retention.ts'
import { faultsOfServers } from './of-servers.ts'
import { faultsOfWork } from './of-work.ts'

/** In the order of the table. */
export const allFaults: readonly Fault[] = [
  ...faultsOfServers,
  ...faultsOfPostgres,
  ...faultsOfNetworks,
  ...faultsOfRedis,
  ...faultsOfWork,
  ...faultsOfRetention,
]
