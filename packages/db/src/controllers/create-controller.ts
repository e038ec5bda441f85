import { randomBytes } from 'node:crypto'
import { ConduitError } from '@conduit/core'
import { type Controller, didOf } from '@conduit/core/host'
import { uuidv7 } from 'uuidv7'
import { type Actor, writeAudit } from '../audit/write-audit.ts'
import type { AdministrationContext } from '../database/administration-context.ts'
import { cleanText, textLimits } from '../database/clean-text.ts'
import { conflictOn } from '../errors/conflict-on.ts'
import { importKey, mintKeyIn } from '../keys/dx-key-rows.ts'
import { dataControllers, peopleEpochs } from '../schema/index.ts'

/** A data controller to be made. */
export interface NewController {
  readonly name: string
  /** ISO 3166 alpha-2; for phone numbers without any other hint. */
  readonly phoneRegion?: string | null
  /** A DID to import; default: `did:dep:` and the hex SHA3-256 of the controller's UUID. */
  readonly did?: string
  /** A DX Key to import; default: a new one. */
  readonly dxKey?: string
}

/** A new controller, and its first DX Key, which is shown now and never again. */
export interface CreatedController {
  readonly controller: Controller & { readonly name: string }
  readonly dxKey: { readonly id: string; readonly key: string }
}

/**
 * Makes a data controller with a DX Key that is good for all of its integrations.
 * @throws {ConduitError} `invalid`, or `conflict`: the DID or the key exists already
 */
export async function createController(
  { database, now }: AdministrationContext,
  actor: Actor,
  input: NewController,
): Promise<CreatedController> {
  const id = uuidv7()
  const controller = {
    id,
    did: input.did ?? didOf(id),
    salt: new Uint8Array(randomBytes(32)),
    phoneRegion: input.phoneRegion ?? null,
    name: cleanText(input.name, textLimits.type).trim(),
  }
  checkController(controller)
  const at = now()
  try {
    return await database.transaction(async executor => {
      const { id: controllerId, ...rest } = controller
      await executor
        .insert(dataControllers)
        .values({ ...rest, controllerId, status: 'active', createdAt: at })
      await executor.insert(peopleEpochs).values({ controllerId, epoch: 0 })
      await writeAudit(executor, {
        at,
        controllerId,
        actor,
        action: 'data_controller.created',
        objectType: 'data_controller',
        objectId: controllerId,
        details: { isImported: input.did !== undefined },
      })
      const binding = { controllerId, integrationId: null, scope: null }
      const dxKey =
        input.dxKey === undefined
          ? await mintKeyIn(executor, at, actor, binding)
          : await importKey(executor, at, actor, binding, input.dxKey)
      return { controller, dxKey }
    })
  } catch (error) {
    const known = conflictOn(error, 'data_controllers_did', 'this DID exists already')
    throw conflictOn(known, 'dx_keys_hash', 'this DX Key exists already')
  }
}

function checkController({
  name,
  did,
  phoneRegion,
}: Omit<CreatedController['controller'], 'id' | 'salt'>) {
  const faults = [
    ...(name === '' ? [{ pointer: '/name', detail: 'must not be empty' }] : []),
    ...(/^did:[a-z0-9]+:[\w.:%-]{1,200}$/.test(did)
      ? []
      : [{ pointer: '/did', detail: 'must be a DID' }]),
    ...(phoneRegion === null || /^[A-Z]{2}$/.test(phoneRegion)
      ? []
      : [{ pointer: '/phoneRegion', detail: 'must be an ISO 3166 country of two letters' }]),
  ]
  if (faults.length > 0)
    throw new ConduitError('invalid', { reason: 'not a data controller', faults })
}
