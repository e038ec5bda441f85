import { createRecorder, migrate, openDatabase } from '@conduit/db'
import { activityOf, controllerOf, deliveryOf, keyring, personOf } from './fixtures.ts'

/** Records deliveries in a directory, one line for each that was acknowledged, until it is killed. */
const [dataDir] = process.argv.slice(2)
const database = await openDatabase({ dataDir })
await migrate(database)
const recorder = createRecorder(database, {
  keyring,
  now: () => new Date(),
  onWaiting: async () => undefined,
})
const controller = controllerOf()
const recordForever = async () => {
  for (;;) {
    const people = [personOf(controller, ['someone@example.com'])]
    await recorder.record([
      deliveryOf(controller, { activities: [activityOf(controller, { people })] }),
    ])
    process.stdout.write('recorded\n')
  }
}
await Promise.all(Array.from({ length: 8 }, recordForever))
