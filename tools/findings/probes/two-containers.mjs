import { spawnSync } from 'node:child_process'
import { pause, startProgram, startServer, stopProgram } from '../server.mjs'

const asContainer = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']

/** Of two containers, in which every server is process 1, both got one data directory. */
export default async ({ copyOfEmbedded, checkout, skip }) => {
  const [unshare, ...args] = asContainer
  if (spawnSync(unshare, [...args, 'true']).status !== 0) return skip('no process namespaces here')
  const folder = await copyOfEmbedded({ withLock: false })
  const options = { checkout, folder, wrap: asContainer }
  const first = await startServer(options)
  const second = startProgram(options)
  const code = await Promise.race([second.ended, untilReady(second)])
  second.child.kill('SIGKILL')
  first.child.kill('SIGKILL')
  await Promise.all([stopProgram(second), stopProgram(first)])
  return typeof code === 'number' && code !== 0 ? null : 'both started'
}

async function untilReady({ said }) {
  while (!said.stdout.includes('"url"')) await pause(50)
  return 'ready'
}
