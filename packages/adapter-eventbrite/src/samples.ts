import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  sign: () => null,
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
}

export default samples
