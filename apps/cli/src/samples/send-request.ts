import { type AddressedRequest, type HttpReply, sendAddressed } from '@conduit/recordings'
import { CliError } from '../command-line/cli-error.ts'

/**
 * Sends a webhook.
 *
 * @param origin where the server answers, if that is not the origin that platforms call
 * @throws `CliError` if no server answers
 */
export async function sendRequest(call: AddressedRequest, origin: string): Promise<HttpReply> {
  try {
    return await sendAddressed(call, origin)
  } catch {
    throw new CliError(`no server answers at ${origin}`)
  }
}
