/** One thing that is wrong with the configuration. It says where, never what stood there. */
export interface ConfigFault {
  /** Name of an environment variable, or file name and JSON Pointer: `conduit.config.yaml#/adapters/stripe`. */
  readonly path: string
  /** What was expected there. */
  readonly message: string
}

/** The configuration cannot be used. `faults` holds all that is wrong with it, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly faults: readonly ConfigFault[]

  constructor(faults: readonly ConfigFault[]) {
    super(['the configuration cannot be used', ...faults.map(lineOf)].join('\n'))
    this.faults = faults
  }
}

function lineOf({ path, message }: ConfigFault): string {
  return `  ${path}: ${message}`
}
