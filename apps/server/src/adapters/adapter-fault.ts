/** Why an adapter that the configuration names is not running. */
export interface AdapterFault {
  /** As the configuration names it. */
  readonly adapter: string
  readonly code:
    | 'not_found'
    | 'import_failed'
    | 'not_an_adapter'
    | 'wrong_contract'
    | 'name_clash'
    | 'wrong_options'
  /** In words for the operator, without values of the configuration. */
  readonly message: string
}
