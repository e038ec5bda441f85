import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  // Google signs nothing: the token in the header says all.
  sign: () => null,
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples
