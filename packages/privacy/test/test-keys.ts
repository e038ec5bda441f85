import { createHash } from 'node:crypto'
import { type ControllerKeys, createKeyring, type Keyring } from '@conduit/privacy'

/** The controller of the published vectors. */
export const controllerId = '7b0f6c9e-2a51-4c7a-9d59-3f1f0c2d4e11'
/** A second controller, with the same salt in the published vectors. */
export const otherControllerId = '00000000-0000-4000-8000-000000000002'
/** The salt of the published vectors. */
export const salt = createHash('sha256').update('example-controller-salt').digest()

const master = Uint8Array.from({ length: 32 }, (_, index) => index)
const rotated = createHash('sha256').update('a later master key').digest()

/** `k1` is the master key of the published vectors; `k2` came later and is active. */
export const rotatedKeyring: Keyring = createKeyring(
  [
    { id: 'k2', bytes: rotated },
    { id: 'k1', bytes: master },
  ],
  { allowWeak: true },
)

/** The keyring of the published vectors alone. */
export const keyring: Keyring = createKeyring([{ id: 'k1', bytes: master }], { allowWeak: true })

/** The keys of the published vectors' controller. */
export const keys: ControllerKeys = keyring.forController({ id: controllerId, salt })
