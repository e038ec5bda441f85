// Loaded before a program, it moves what that takes for the time of day by TORTURE_CLOCK_OFFSET
// milliseconds. Timers and `performance` go on as they were.
const offset = Number(process.env.TORTURE_CLOCK_OFFSET)
const Real = Date

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
