import sabre from '@conduit/adapter-sabre'
import { type JsonObject, memoryStore, type Receiver, runFetch, type Token } from '@conduit/core'
import { createKeyring } from '@conduit/privacy'
import { type FakeCall, fakePlatform } from '@conduit/testing'

export const now = new Date('2026-11-10T12:00:00.000Z')
export const start = '2026-11-10T08:00:00Z'

export const settings: JsonObject = {
  baseUrl: 'https://synxis.example.test',
  username: 'SHSTestUserName',
  password: 'ClientPassword12345',
  chainId: 7,
  hotelIds: [1],
  pageSize: 2,
  overlapSeconds: 0,
}

/** A reservation of the Reservation Services. */
export const reservation = (number: string, modified: string, more: object = {}) => ({
  CRSConfirmationNumber: number,
  Status: 'Confirmed',
  BookingInfo: { LastModifiedDate: modified },
  ...more,
})

/** A page, as the answer to the search that starts at `from`. */
export function page(
  list: readonly unknown[],
  {
    hotel = '1',
    from = 1,
    total = list.length,
  }: { hotel?: string; from?: number; total?: number } = {},
): FakeCall {
  const body = { Paging: { Start: from, Size: list.length, Total: total }, Reservations: list }
  return {
    request: { path: '/v1/api/reservation', matchQuery: { hotel, start: String(from) } },
    response: { status: 200, body: JSON.stringify(body) },
  }
}

/** An answer to whatever search comes. */
export const answering = (status: number, body: string, method = 'GET'): FakeCall => ({
  request: { method },
  response: { status, body },
})
/** An answer to whoever asks for a token. */
export const tokenAnswer = (status: number, body: string): FakeCall =>
  answering(status, body, 'POST')

/** One connection that holds a token already, and how to poll a scripted platform. */
export function openBench(
  changes: JsonObject = {},
  {
    cursor = start,
    token = { value: 't1' },
    // The clock stands still unless told otherwise.
    times = [now],
  }: { cursor?: string | null; token?: Token | null; times?: readonly Date[] } = {},
) {
  const keyring = createKeyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }], { allowWeak: true })
  const state: JsonObject = cursor === null ? {} : { cursor }
  const store = memoryStore([{ adapter: 'sabre', settings: { ...settings, ...changes }, state }])
  const [connection] = store.connections
  if (connection === undefined) throw new Error('no connection')
  const ref = { controllerId: connection.controller.id, connectionId: connection.id }
  const left = [...times]
  const clock = () => (left.length > 1 ? left.shift() : left[0]) ?? now
  const receiver: Receiver = { adapter: sabre, options: {}, store, keyring, clock }
  return {
    store,
    async poll(script: readonly FakeCall[]) {
      if (token !== null) await store.fetches.saveToken(ref, token)
      const platform = await fakePlatform(script)
      const { transport } = platform
      const report = await runFetch({ receiver, connection, transport, catchUp: true })
      await platform.close()
      const { state } = await store.fetches.waiting(ref)
      const { calls, unexpected } = platform
      return { ...report, calls, unexpected, cursor: state.cursor }
    },
  }
}
