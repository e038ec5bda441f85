import { createInterface } from 'node:readline'
import { isConduitError } from '@conduit/core'
import { createRecorder, migrate, openDatabase } from '@conduit/db'
import { activityOf, controllerOf, deliveryOf, keyring, personOf } from './fixtures.ts'

/** Records a delivery in a directory for each line, and says how that ended; without lines it closes. */
const [dataDir] = process.argv.slice(2)
const losses: string[] = []
try {
  const database = await openDatabase({ dataDir, onLost: () => void losses.push('lost') })
  await migrate(database)
  const recorder = createRecorder(database, {
    keyring,
    now: () => new Date(),
    onWaiting: async () => undefined,
  })
  const controller = controllerOf()
  process.stdout.write('open\n')
  for await (const _line of createInterface({ input: process.stdin })) {
    const people = [personOf(controller, ['someone@example.com'])]
    const delivery = deliveryOf(controller, { activities: [activityOf(controller, { people })] })
    const answer = await recorder.record([delivery]).then(() => 'recorded', codeOf)
    process.stdout.write(`${[answer, ...losses].join(' ')}\n`)
  }
  await recorder.close()
  await database.close()
  process.stdout.write('closed\n')
} catch (error) {
  process.stdout.write(`${codeOf(error)}\n`)
}

function codeOf(error: unknown): string {
  return isConduitError(error) ? error.code : String(error)
}
