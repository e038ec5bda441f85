import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import type { Test } from 'tap'

/** A page of a browser, driven by its protocol: https://chromedevtools.github.io/devtools-protocol/ */
export interface Page {
  /** Runs an expression in the page, and waits for what it promises. */
  readonly run: <Result>(expression: string) => Promise<Result>
  /** Chooses files in an input. */
  readonly choose: (selector: string, files: readonly string[]) => Promise<void>
}

const programs = ['chromium', 'chromium-browser', 'google-chrome']

/** Opens a page in a browser without a window that ends with the test; null: there is no Chromium. */
export async function openInChromium(t: Test, url: string): Promise<Page | null> {
  const program = programs.find(name => spawnSync(name, ['--version']).error === undefined)
  if (program === undefined) return null
  const profile = await mkdtemp(join(tmpdir(), 'conduit-chromium-'))
  const words = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  // Nothing but the page has a reason to speak to anybody.
  const quiet = ['--disable-background-networking', '--disable-component-update', '--no-first-run']
  const own = [`--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank']
  const child = spawn(program, [...words, ...quiet, ...own], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })
  const call = callsOver(child.stdio[3] as Writable, child.stdio[4] as Readable)
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true })
  const session = String(sessionId)
  await call('Page.enable', {}, session)
  const loaded = call.until('Page.loadEventFired')
  await call('Page.navigate', { url }, session)
  await loaded
  return {
    run: async expression => {
      const options = { expression, awaitPromise: true, returnByValue: true }
      const { result, exceptionDetails } = await call('Runtime.evaluate', options, session)
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value: never }).value
    },
    choose: async (selector, files) => {
      const { root } = await call('DOM.getDocument', {}, session)
      const { nodeId } = root as { nodeId: number }
      const found = await call('DOM.querySelector', { nodeId, selector }, session)
      await call('DOM.setFileInputFiles', { files, nodeId: found.nodeId }, session)
    },
  }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

interface Call {
  (method: string, params: object, session?: string): Promise<Readonly<Record<string, unknown>>>
  /** The next event of a kind. */
  readonly until: (event: string) => Promise<void>
}

/** Messages are JSON texts, each with a zero byte behind it. */
function callsOver(to: Writable, from: Readable): Call {
  const waiting = new Map<number | string, (message: Message) => void>()
  let rest = ''
  let count = 0
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0')
    rest = messages.pop() ?? ''
    for (const each of messages) {
      const message = JSON.parse(each) as Message
      const key = message.id ?? message.method ?? ''
      waiting.get(key)?.(message)
      waiting.delete(key)
    }
  })
  const answerTo = (key: number | string) =>
    new Promise<Message>(resolve => void waiting.set(key, resolve))
  const call = async (method: string, params: object, session?: string) => {
    count += 1
    const answer = answerTo(count)
    const own = { id: count, method, params, ...(session !== undefined && { sessionId: session }) }
    to.write(`${JSON.stringify(own)}\0`)
    const { result, error } = await answer
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
    return result ?? {}
  }
  return Object.assign(call, {
    until: async (event: string) => void (await answerTo(event)),
  })
}
