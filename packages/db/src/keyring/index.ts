// Master keys: what needs them, and sealing it anew. For the API and a job, which load it once it is asked.
export { type KeyReaders, type ReaderKind, readerKinds } from './key-readers.ts'
export { type MasterKeyState, masterKeyStates } from './master-key-states.ts'
export { askRotation, isRotationDue, rotateMasterKeys } from './rotate-master-keys.ts'
export type { RotationPace } from './rotation-step.ts'
