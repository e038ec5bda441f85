// Kills what its parent started and has not stopped, as soon as the parent is gone, however it went.
const running = new Set<number>()

process.on('message', ({ started, ended }: { started?: number; ended?: number }) => {
  if (started !== undefined) running.add(started)
  if (ended !== undefined) running.delete(ended)
})
process.once('disconnect', () => {
  for (const pid of running) killIfThere(pid)
})

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
