export { adapterSuite, type SuiteOptions, type TestRunner } from './adapter-suite.ts'
export { compareRecording, platformDifferences } from './compare/compare.ts'
export { type ExpectedField, expectedFields } from './compare/compare-fields.ts'
export type { Comparison } from './compare/compare-people.ts'
export { type Replied, replyDifferences } from './compare/compare-reply.ts'
export { isInTable, placesAt, samePlace } from './compare/table-places.ts'
export { crossCheck, type OfficialClient } from './cross-check/cross-check.ts'
export { headerOf, type SignedCall, verdictOf } from './cross-check/signed-call.ts'
export { type FakePlatform, fakePlatform } from './fake-platform/fake-platform.ts'
export { type FakeCall, type PlatformFault, withFault } from './fake-platform/faults.ts'
export type { PlatformCall } from './fake-platform/match-call.ts'
export { createPlatformSwitch, type PlatformSwitch } from './fake-platform/platform-switch.ts'
export {
  type AddressedRequest,
  type Addressing,
  address,
  type Caller,
  type PlainRequest,
} from './play/address.ts'
export { callerOf } from './play/caller.ts'
export type { Observed } from './play/observed.ts'
export { type PlayOptions, playRecording } from './play/play.ts'
export { type BeforeSetup, type PlayedSetup, playSetup } from './play/play-setup.ts'
export { type Rehearsal, type Rehearsed, rehearse } from './play/rehearse.ts'
export { testKeyring } from './play/rig.ts'
export { type HttpReply, sendAddressed } from './play/send.ts'
export { addressOf } from './play/stage.ts'
export {
  precedingRecording,
  type RecordingFile,
  readRecordings,
} from './recording/read-recordings.ts'
export {
  type RecordedConnection,
  type RecordedConnections,
  recordedConnections,
} from './recording/recorded-connections.ts'
export { type RecordedController, recordedController } from './recording/recorded-controller.ts'
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
