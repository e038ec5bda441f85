import type { Api } from './api-client.ts'

/** A master key, and what needs it. */
export interface MasterKey {
  readonly id: string
  readonly isActive: boolean
  readonly isHeld: boolean
  readonly createdAt: string
  /** Of the active key: since when all is being sealed anew under it. */
  readonly rotationAskedAt: string | null
  readonly drainedAt: string | null
  readonly isRetirable: boolean
  /** 0 to 1. */
  readonly share: number
  readonly readers: readonly {
    readonly kind: string
    readonly count: number
    readonly total: number
  }[]
}

const fields = `{ id isActive isHeld createdAt rotationAskedAt drainedAt isRetirable share
  readers { kind count total } }`

/** The master keys of the server. */
export async function listMasterKeys(api: Api): Promise<readonly MasterKey[]> {
  const { masterKeys } = await api.run<{ masterKeys: readonly MasterKey[] }>(
    `{ masterKeys ${fields} }`,
  )
  return masterKeys
}

/** Has all be sealed anew under the active key. */
export async function rotateMasterKeys(api: Api): Promise<readonly MasterKey[]> {
  const { rotateMasterKeys: rotated } = await api.run<{
    rotateMasterKeys: { masterKeys: readonly MasterKey[] }
  }>(`mutation { rotateMasterKeys { masterKeys ${fields} } }`)
  return rotated.masterKeys
}
