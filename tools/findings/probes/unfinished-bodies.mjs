import { headOf, raw } from '../call.mjs'

/** 300 unfinished bodies of 1 MB took 131 MB, from callers without a credential. */
export default async ({ usual }) => {
  const { url } = await usual()
  const head = headOf(`${url}/api/v1/integrations/quickbooks/event`, 1_000_001, [
    'intuit-signature: x',
  ])
  const calls = Array.from({ length: 60 }, () => raw(url, head + 'x'.repeat(1_000_000), 15_000))
  const answers = await Promise.race([
    Promise.any(
      calls.map(async ({ answer }) => {
        if (!(await answer).startsWith('HTTP/1.1 503 ')) throw new Error('not refused')
      }),
    ).then(() => 'refused'),
    Promise.all(calls.map(({ answer }) => answer)),
  ]).catch(() => 'all held')
  for (const { socket } of calls) socket.destroy()
  return answers === 'refused' ? null : '60 MB of unfinished bodies were held'
}
