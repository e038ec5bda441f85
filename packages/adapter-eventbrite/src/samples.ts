import type { Samples } from '@conduit/core'

const samples: Samples = {
  sign: () => null,
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples
