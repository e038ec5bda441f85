import { sealAudit } from '@conduit/db/audit'
import type { NoteKey } from '@conduit/privacy/merkle'
import type { ErasingScene } from './erasing-scene.ts'

interface Receipt {
  readonly issuedAt: string
  readonly file: {
    readonly receipt: Readonly<Record<string, unknown>>
    readonly entry: string | null
  }
  readonly page: string
}

interface Receipted {
  readonly receipt: Receipt | null
  readonly tasks: readonly { readonly id: string; readonly receipt: Receipt | null }[]
}

/** The newest receipts of an erasure and of its tasks. */
export async function receiptsOf({ query }: ErasingScene, id: string): Promise<Receipted> {
  const { redaction } = await query<{ redaction: Receipted }>(
    `query($id: ID!) { redaction(id: $id) { receipt { issuedAt file page }
      tasks { id receipt { issuedAt file page } } } }`,
    { id },
  )
  return redaction
}

/** The keys that the audit log of the tenant says are its own. */
export async function keysOf({
  query,
  dataControllerId,
}: ErasingScene): Promise<readonly NoteKey[]> {
  const { auditStatus } = await query<{ auditStatus: { verifierKeys: readonly string[] } }>(
    'query($id: ID) { auditStatus(dataControllerId: $id) { verifierKeys } }',
    { id: dataControllerId },
  )
  return auditStatus.verifierKeys.map(text => {
    const [name = '', , key = ''] = text.split('+')
    return { name, publicKey: Buffer.from(key, 'base64').subarray(1) }
  })
}

/** Has the log signed: the next entry of it is sealed ten minutes later. */
export async function sign({ app, hold }: ErasingScene): Promise<void> {
  const { database, keyring } = app.services
  await sealAudit(database, keyring, app.clock.now)
  app.clock.advance(601)
  const endsAt = new Date(app.clock.now().getTime() + 1_000).toISOString()
  await hold({ basis: 'legal_claims', startsAt: null, endsAt })
  await sealAudit(database, keyring, app.clock.now)
}
