/** Does a server answer here, with a status of 2xx? One that cannot be reached does not. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const reply = await fetch(url)
    await reply.arrayBuffer()
    return reply.ok
  } catch {
    return false
  }
}
