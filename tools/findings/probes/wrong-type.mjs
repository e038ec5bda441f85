import { post } from '../call.mjs'
import { customSettings, customUrl } from '../custom.mjs'

/** What came with a text in the place of whom it is about was recorded, and when it came right a repetition. */
export default async ({ usual }) => {
  const server = await usual()
  const controller = await server.controller()
  const fields = [{ pointer: '/guest/email', category: 'email', subject: true, required: false }]
  const settings = customSettings(fields)
  const mapping = { ...settings.mapping, id: '/id' }
  await server.integration(controller.id, 'custom', { mapping })
  const url = customUrl(server, controller)
  const send = async guest =>
    await post(url, JSON.stringify({ type: 'reservation.made', id: 'booking-1', guest }))
  await send('jenny@example.com')
  const right = { email: 'jenny@example.com' }
  const { status, text } = await send(right)
  if (status !== 200) return `the right one was answered ${status}`
  if (JSON.parse(text).data.duplicate) return 'the right one was taken for a repetition'
  const again = await send(right)
  return JSON.parse(again.text).data.duplicate ? null : 'its repetition was not known'
}
