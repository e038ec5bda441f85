/** Port that a peer listens on. */
export function peerPort(): number {
  return Number(required('PORT'))
}

/** Database that a peer writes to. */
export function peerDatabaseUrl(): string {
  return required('DATABASE_URL')
}

/** Secret that its deliveries are signed with. */
export function peerSigningSecret(): string {
  return required('SIGNING_SECRET')
}

function required(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is missing`)
  return value
}
