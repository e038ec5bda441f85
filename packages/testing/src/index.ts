export { adapterSuite, type SuiteOptions, type TestRunner } from './adapter-suite.ts'
export { compareRecording } from './compare/compare.ts'
export type { Comparison } from './compare/compare-people.ts'
export { type FakePlatform, fakePlatform } from './fake-platform/fake-platform.ts'
export { type FakeCall, type PlatformFault, withFault } from './fake-platform/faults.ts'
export type { PlatformCall } from './fake-platform/match-call.ts'
export type { Observed } from './play/observed.ts'
export { type PlayOptions, playRecording } from './play/play.ts'
export { testKeyring } from './play/rig.ts'
export { type RecordingFile, readRecordings } from './recording/read-recordings.ts'
export {
  type RecordedConnection,
  type RecordedConnections,
  recordedConnections,
} from './recording/recorded-connections.ts'
export { type Recording, recordingSchema } from './recording/recording.ts'
export { runRecordings } from './run-recordings.ts'
export type {
  MakeStoreUnderTest,
  ProbedActivity,
  StoreUnderTest,
  TestConnection,
  WantedConnection,
} from './store/store-under-test.ts'
export { storeSuite } from './store-suite.ts'
