import { Readable } from 'node:stream'
import { ConduitError } from '@conduit/core'
import { decodeId } from '@conduit/core/host'
import { type ApiKeyHolder, findController, type Role, serverId, writeAudit } from '@conduit/db'
import { exportedSize } from '@conduit/db/audit'
import type { FastifyReply } from 'fastify'
import { zipFiles } from '../exports/zip-files.ts'
import type { Services } from '../services.ts'
import { exportFiles } from './export-files.ts'
import { readAnchors } from './read-anchors.ts'

const allowed: readonly Role[] = ['owner', 'dpo']
/** An archive of this kind has no place for more than four gigabytes. */
const mostEntries = 20_000_000
/** Each packs what it sends: webhooks are to have their turn. */
const mostAtOnce = 2
let underWay = 0

/**
 * Answers with an export of an audit log, as an archive that is made while it is sent. That it was asked
 * for is audited first.
 *
 * @param asked from outside: the API id of a controller; without it the log of the key's controller, of a
 *   key that is good for all the server's own
 * @throws {ConduitError} `forbidden`, `invalid`, `not_found`; `conflict`: nothing is signed yet;
 *   `unavailable`: others are being sent
 */
export async function answerAuditExport(
  services: Services,
  holder: ApiKeyHolder,
  asked: unknown,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (!allowed.includes(holder.role)) throw new ConduitError('forbidden')
  const { database, clock, sealer } = services
  const controllerId = await logOf(services, holder, asked)
  const anchors = await readAnchors(sealer.anchors, controllerId)
  const size = await exportedSize(database, controllerId)
  if (size === 0)
    throw new ConduitError('conflict', { reason: 'nothing of this log is signed yet' })
  if (size > mostEntries) throw new ConduitError('conflict', { reason: 'this log is too long' })
  if (underWay >= mostAtOnce)
    throw new ConduitError('unavailable', {
      reason: 'audit exports under way',
      retryAfterSeconds: 30,
    })
  underWay += 1
  try {
    const at = clock()
    await database.transaction(executor =>
      writeAudit(executor, {
        ...{ at, controllerId, actor: { type: 'api_key', id: holder.id } },
        ...{ action: 'audit_log.exported', objectType: 'audit_log', objectId: null },
        details: { count: size },
      }),
    )
    const files = await exportFiles(services, { controllerId, size, anchors, at })
    const archive = Readable.from(zipFiles(files, at))
    archive.once('close', () => {
      underWay -= 1
    })
    reply.type('application/zip')
    reply.header('content-disposition', 'attachment; filename="audit-log.zip"')
    return reply.send(archive)
  } catch (error) {
    underWay -= 1
    throw error
  }
}

async function logOf(
  { database }: Services,
  holder: ApiKeyHolder,
  asked: unknown,
): Promise<string> {
  if (asked === undefined) return holder.controllerId ?? serverId
  const ref = typeof asked === 'string' ? decodeId('controller', asked) : null
  if (ref === null) {
    const faults = [{ pointer: '/dataControllerId', detail: 'must be the id of a controller' }]
    throw new ConduitError('invalid', { reason: 'not an id', faults })
  }
  const isOwn = holder.controllerId === null || holder.controllerId === ref.controllerId
  if (!isOwn || (await findController(database, ref.controllerId)) === null)
    throw new ConduitError('not_found')
  return ref.controllerId
}
