import googleDrive from '@conduit/adapter-google-drive'
import samples from '@conduit/adapter-google-drive/samples'
import { adapterSuite } from '@conduit/testing'
import { test } from 'tap'

test('Google Drive conforms', t => adapterSuite(t, googleDrive, samples))
