import { pause, startProgram, stopProgram } from './server.mjs'

const seconds = 120

/** @returns null if a start of the server's own program fails with a sentence, else what it does */
export async function faultOfStart(options) {
  const program = startProgram({ ...options, main: ['apps/server/dist/src/main.js'] })
  const code = await Promise.race([program.ended, pause(seconds * 1000)])
  if (code === undefined) await stopProgram(program)
  const said = program.said.stderr
  if (code === undefined) return 'the start did not end'
  if (code === 0) return 'the start was a success'
  if (/^ {4}at /m.test(said)) return 'the start ended with a stack trace'
  return /[a-z]{3,} [a-z]{2,}/.test(said) ? null : 'the start said nothing'
}
