import type { Samples } from '@conduit/core'
import { technical } from './technical.ts'

const samples: Samples = {
  // SynXis never calls us.
  sign: () => null,
  recordings: new URL('../../recordings/', import.meta.url),
  technical,
  assumes: { overlapSeconds: 0 },
}

export default samples
