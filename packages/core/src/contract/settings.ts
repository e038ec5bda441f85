/** What `secret()` and `learned()` note in a settings schema. */
export interface SettingMarks {
  readonly secret?: boolean
  readonly proves?: boolean
  readonly opens?: boolean
  readonly learned?: boolean
  readonly learnedWith?: string
  readonly learnedUnless?: string
}

/** What an adapter's `check` finds wrong: where, by a JSON Pointer, and what, without values. */
export interface SettingFault {
  readonly path: string
  readonly message: string
}

/** What becomes of settings: what is given replaces, null removes, the rest stays. */
export type SettingsChange<Settings> = { readonly [Key in keyof Settings]?: Settings[Key] | null }
