import { startServer } from '../server.mjs'

/** The copy of a directory in use could not be used: the lock in it was taken for a living one. */
export default async ({ copyOfEmbedded, checkout }) => {
  const folder = await copyOfEmbedded({ withLock: true })
  try {
    await (await startServer({ checkout, folder })).stop()
    return null
  } catch (error) {
    return `the copy was refused: ${error.message.slice(0, 200)}`
  }
}
