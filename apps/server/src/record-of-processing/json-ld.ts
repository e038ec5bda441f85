import type { ArticleThirtyRecord, Observed, RecordEntry } from '@conduit/db/processing-record'
import type { PiiCategory } from '@conduit/privacy'
import {
  categoryTerms,
  dpvPrefixes,
  legalBasisTerms,
  specialBasisTerms,
  transferTerms,
} from '@conduit/privacy/vocabulary'
import type { RecordNames } from './csv.ts'

type Node = Readonly<Record<string, unknown>>

const context = { ...dpvPrefixes, dct: 'http://purl.org/dc/terms/' }

const titled = (type: string, titles: readonly string[]): readonly Node[] =>
  titles.map(title => ({ '@type': type, 'dct:title': title }))

const titledOrNone = (type: string, title: string | null): readonly Node[] =>
  titled(type, title === null ? [] : [title])

/** The record in terms of the Data Privacy Vocabulary 2.3, as a JSON-LD document. */
export function recordJsonLd(record: ArticleThirtyRecord, names: RecordNames): Node {
  const { did, name } = names.organisation
  const isController = record.role === 'controller'
  return {
    '@context': context,
    '@id': `${did}#record-of-processing-${record.role}`,
    '@type': 'dpv:ROPA',
    'dct:created': record.generatedAt.toISOString(),
    [isController ? 'dpv:hasDataController' : 'dpv:hasDataProcessor']: {
      '@id': did,
      '@type': isController ? 'dpv:DataController' : 'dpv:DataProcessor',
      'dpv:hasName': name,
    },
    'dpv:hasPersonalDataProcess': [
      ...record.entries.map(entry => processOf(entry, names)),
      ...record.undeclared.flatMap(each => seenOf(each, names)),
    ],
  }
}

function processOf({ declared, observed }: RecordEntry, names: RecordNames): Node {
  const { legalBasis, specialBasis, transfers, dpiaUrl } = declared
  const bases = [
    ...(legalBasis === null ? [] : [legalBasisTerms[legalBasis]]),
    ...(specialBasis === null ? [] : [specialBasisTerms[specialBasis]]),
    ...transfers.flatMap(({ safeguard }) => (safeguard === null ? [] : [transferTerms[safeguard]])),
  ]
  return {
    '@id': `${names.organisation.did}#${declared.id}`,
    '@type': 'dpv:PersonalDataProcess',
    'dct:title': declared.name,
    'dct:created': declared.createdAt.toISOString(),
    'dct:modified': declared.updatedAt.toISOString(),
    'dpv:hasPurpose': titled('dpv:Purpose', declared.purposes),
    'dpv:hasLegalBasis': [...new Set<string>(bases)].map(term => ({ '@id': term })),
    'dpv:hasPersonalData': declared.categories.map(dataOf),
    'dpv:hasDataSubject': titled('dpv:DataSubject', declared.subjectKinds),
    'dpv:hasRecipient': titled('dpv:Recipient', declared.recipients),
    'dpv:hasDataController': titled('dpv:DataController', [
      ...declared.jointControllers,
      ...declared.clients,
    ]),
    'dpv:hasThirdCountry': transfers.map(({ country, recipient }) => ({
      '@type': 'dpv:ThirdCountry',
      'dct:identifier': country,
      ...(recipient !== null && { 'dct:description': recipient }),
    })),
    'dpv:hasStorageCondition': titledOrNone('dpv:StorageDuration', declared.retention),
    'dpv:hasTechnicalOrganisationalMeasure': titled(
      'dpv:TechnicalOrganisationalMeasure',
      declared.securityMeasures,
    ),
    'dpv:hasContact': titledOrNone('dpv:Entity', declared.contact),
    'dpv:hasRepresentative': titledOrNone('dpv:Representative', declared.representative),
    'dpv:hasDataProtectionOfficer': titledOrNone('dpv:DataProtectionOfficer', declared.dpoContact),
    ...(dpiaUrl !== null && {
      'dpv:hasImpactAssessment': { '@id': dpiaUrl, '@type': 'dpv:DPIA' },
    }),
    'dct:hasPart': observed.flatMap(each => seenOf(each, names)),
  }
}

/** What was seen, as processes of their own: nobody has declared what they are for. */
function seenOf({ integrationId, flows }: Observed, { nameOf }: RecordNames): readonly Node[] {
  return flows.map(({ meaning, activities, firstAt, lastAt, categories }) => ({
    '@type': 'dpv:PersonalDataProcess',
    'dct:title': `${nameOf(integrationId)}: ${meaning}`,
    'dct:description': `seen ${activities} times`,
    'dct:temporal': `${firstAt.toISOString()}/${lastAt.toISOString()}`,
    'dpv:hasPersonalData': categories.map(({ of }) => dataOf(of)),
  }))
}

function dataOf(category: PiiCategory): Node {
  const { dpv, fideslang } = categoryTerms[category]
  return {
    '@type': [...new Set(['dpv:PersonalData', dpv])],
    'dct:title': category,
    'dct:identifier': fideslang,
  }
}
