// Loaded before a program, it moves what that takes for the time of day by TORTURE_CLOCK_OFFSET
// milliseconds, and by as many as its parent says later. Timers and `performance` go on as they were.
let offset = Number(process.env.TORTURE_CLOCK_OFFSET)
const Real = Date

process.on('message', (message: { readonly clockOffset?: number }) => {
  offset = message.clockOffset ?? offset
})
// What listens to its parent ends all the same.
process.channel?.unref()

class ShiftedDate extends Real {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(Real.now() + offset)
    else super(...(given as [number]))
  }

  static override now(): number {
    return Real.now() + offset
  }
}

globalThis.Date = ShiftedDate as DateConstructor
