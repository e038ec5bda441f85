import { setFlagsFromString } from 'node:v8'

/** By how many per cent of what is alive the old generation may grow until it is collected. */
const growingPercent = 100

/**
 * Has the collector run when the heap is twice what is alive. V8 lets a busy process on a large
 * machine grow to four times that, though what a webhook leaves behind is collected in 40 ms.
 */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`)
}
