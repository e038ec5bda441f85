import postgres from 'postgres'

/**
 * Runs a statement on a server in a connection of its own, without any deadline: what is dropped may
 * take long.
 */
export async function runOnServer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => undefined })
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end()
  }
}
