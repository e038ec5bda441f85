export { adapterSuite, type SuiteOptions, type TestRunner } from './adapter-suite.ts'
export { compareRecording } from './compare/compare.ts'
export type { Comparison } from './compare/compare-people.ts'
export { crossCheck, type OfficialClient } from './cross-check/cross-check.ts'
export { headerOf, type SignedCall, verdictOf } from './cross-check/signed-call.ts'
export { type FakePlatform, fakePlatform } from './fake-platform/fake-platform.ts'
export { type FakeCall, type PlatformFault, withFault } from './fake-platform/faults.ts'
export type { PlatformCall } from './fake-platform/match-call.ts'
export { type Observed, type PlayOptions, playRecording } from './play/play.ts'
export { type BeforeSetup, type PlayedSetup, playSetup } from './play/play-setup.ts'
export { type Rehearsal, type Rehearsed, rehearse } from './play/rehearse.ts'
export { testKeyring } from './play/rig.ts'
export { type RecordingFile, readRecordings } from './recording/read-recordings.ts'
export {
  type RecordedConnection,
  type RecordedConnections,
  recordedConnections,
} from './recording/recorded-connections.ts'
export { type RecordedRequest, type Recording, recordingSchema } from './recording/recording.ts'
export { runRecordings } from './run-recordings.ts'
export type {
  MakeStoreUnderTest,
  ProbedActivity,
  StoreUnderTest,
  TestConnection,
  WantedConnection,
} from './store/store-under-test.ts'
export { storeSuite } from './store-suite.ts'
