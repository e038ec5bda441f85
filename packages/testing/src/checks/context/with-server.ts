import type { TestServer } from '@conduit/recordings/player'
import type { RecordedDelivery } from './recorded-delivery.ts'

/** Runs something for each delivery, with an open application that is closed again. */
export async function withEach(
  deliveries: readonly RecordedDelivery[],
  run: (delivery: RecordedDelivery, server: TestServer) => Promise<void>,
): Promise<void> {
  for (const delivery of deliveries) {
    await withServer(delivery.open(), server => run(delivery, server))
  }
}

/** Runs something with an application that is closed again. */
export async function withServer(
  opening: Promise<TestServer>,
  run: (server: TestServer) => Promise<void>,
) {
  const server = await opening
  try {
    await run(server)
  } finally {
    await server.close()
  }
}
