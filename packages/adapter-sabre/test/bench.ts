import sabre from '@conduit/adapter-sabre'
import type { JsonObject, Token } from '@conduit/core'
import { createReceiver, memoryStore, refOf, runRead } from '@conduit/core/host'
import { type FakeCall, fakePlatform, testKeyring } from '@conduit/testing'

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

/** One integration that holds a token already, and how to poll a scripted platform. */
export function openBench(
  changes: JsonObject = {},
  {
    cursor = start,
    token = { value: 't1' },
    // The clock stands still unless told otherwise.
    times = [now],
  }: { cursor?: string | null; token?: Token | null; times?: readonly Date[] } = {},
) {
  const state: JsonObject = cursor === null ? {} : { cursor }
  const store = memoryStore([{ adapter: 'sabre', settings: { ...settings, ...changes }, state }])
  const [stored] = store.integrations
  if (stored === undefined) throw new Error('no integration')
  const ref = refOf(stored)
  const left = [...times]
  const clock = () => (left.length > 1 ? left.shift() : left[0]) ?? now
  const receiver = createReceiver(sabre, { store, keyring: testKeyring, clock })
  const integration = receiver.open(stored)
  return {
    store,
    async poll(script: readonly FakeCall[]) {
      if (token !== null) await store.sessions.saveToken(ref, token)
      const platform = await fakePlatform(script)
      const { transport } = platform
      const report = await runRead({ receiver, integration, transport, poll: true })
      await platform.close()
      const { cursor } = await store.sessions.state(ref)
      const { calls, unexpected } = platform
      return { ...report, calls, unexpected, cursor }
    },
  }
}
