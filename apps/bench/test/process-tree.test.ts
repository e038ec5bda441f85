import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'tap'
import {
  cpuMicrosecondsOf,
  cpuMicrosecondsOfEndedChildren,
  cpuMicrosecondsOfMachine,
  forgetPeak,
  parentOf,
  peakResidentBytesOf,
  programOf,
  residentBytesOf,
} from '../src/machine/process-tree.ts'

const onLinux = process.platform === 'linux' ? {} : { skip: 'only Linux has /proc' }

// Works for a while, says so and waits until its input ends.
const worker = `
  const end = process.cpuUsage().user + 200_000
  while (process.cpuUsage().user < end);
  process.stdout.write('done')
  process.stdin.resume()`
const parentOfWorker = `
  const { spawn } = require('node:child_process')
  spawn(process.execPath, ['-e', ${JSON.stringify(worker)}], { stdio: 'inherit' })`

test('CPU time holds that of children and their children, running and ended', onLinux, async t => {
  const before = cpuMicrosecondsOf(process.pid)
  const endedBefore = cpuMicrosecondsOfEndedChildren()
  const machineBefore = cpuMicrosecondsOfMachine()
  const child = spawn(process.execPath, ['-e', parentOfWorker], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  const { pid = 0 } = child
  t.equal(parentOf(pid), process.pid)
  t.match(programOf(pid), /^node/)
  const used = cpuMicrosecondsOf(pid)
  t.ok(used >= 200_000, `${used} µs of a child whose own child works`)
  t.ok(cpuMicrosecondsOf(process.pid) - before >= 200_000, 'they count with those above')
  t.ok(cpuMicrosecondsOfMachine() - machineBefore >= 190_000, 'and with the machine')
  child.stdin.end()
  await once(child, 'exit')
  t.ok(cpuMicrosecondsOfEndedChildren() - endedBefore >= used, 'nothing is lost when they end')
  t.throws(() => cpuMicrosecondsOf(pid), /there is no process/)
})

test('the peak of memory can begin again', onLinux, async t => {
  const { pid } = process
  // The kernel adds up what threads have counted only now and then.
  const slack = 5_000_000
  const inUse = residentBytesOf(pid)
  const peak = peakResidentBytesOf(pid)
  t.ok(inUse > 10_000_000, `${inUse} bytes in use`)
  t.ok(peak >= inUse - slack, `a peak of ${peak}`)
  forgetPeak(pid)
  t.ok(peakResidentBytesOf(pid) <= peak + slack)
})
