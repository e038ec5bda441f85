import { spawnSync } from 'node:child_process'
import { test } from 'tap'

test('the bound of the heap is an option that this Node knows', async t => {
  const file = new URL('../src/bound-heap.js', import.meta.url)
  const script = `import('${file}').then(({ boundHeap }) => boundHeap())`
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  t.equal(status, 0)
  t.equal(stderr, '', 'V8 complains here of an option that it does not know, and goes on')
})
