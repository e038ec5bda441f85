import type { Samples } from '@conduit/core'

const samples: Samples = {
  // Google signs nothing: the token in the header says all.
  sign: () => null,
  recordings: new URL('../../recordings/', import.meta.url),
}

export default samples
