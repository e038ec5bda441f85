import { spawn } from 'node:child_process'
import { once } from 'node:events'

const seconds = 300

/**
 * Runs a test file of a copy, or those of its tests that `grep` names level by level, till something
 * fails. @returns did it pass? What was skipped or not found has not
 */
export async function passes(folder, { file, grep }) {
  const env = { ...process.env, TAP_BAIL: '1', TAP_TIMEOUT: String(seconds) }
  if (grep.length > 0) env.TAP_GREP = grep.map(each => `/${each}/`).join('\n')
  const stdio = ['ignore', 'pipe', 'ignore']
  const child = spawn(process.execPath, [file], { cwd: folder, env, stdio, detached: true })
  const end = () => endGroup(child.pid)
  const timer = setTimeout(end, seconds * 1000)
  let said = ''
  child.stdout.setEncoding('utf8').on('data', chunk => {
    said += chunk
    // What a failed test has left open may keep its process alive.
    if (said.includes('Bail out!')) end()
  })
  const [code] = await once(child, 'exit')
  clearTimeout(timer)
  // Whatever it leaves behind ends with it.
  end()
  return code === 0 && /^# \{ .*\bpass: [1-9]/m.test(said)
}

function endGroup(leader) {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left of it.
  }
}
