import { readFileSync } from 'node:fs'
import {
  categoryTerms,
  holdTerms,
  legalBasisTerms,
  specialBasisTerms,
  termIri,
  transferTerms,
} from '@conduit/privacy/vocabulary'
import { test } from 'tap'

function namesIn(file: string): ReadonlySet<string> {
  const text = readFileSync(new URL(`../../vocabularies/${file}`, import.meta.url), 'utf8')
  return new Set(text.split('\n').filter(line => line !== '' && !line.startsWith('#')))
}

const dpv = namesIn('dpv-2.3.txt')
const fideslang = namesIn('fideslang.txt')

test('every term is one of its vocabulary', async t => {
  t.ok(dpv.size > 1500)
  t.ok(fideslang.size > 70)
  const terms = [legalBasisTerms, specialBasisTerms, transferTerms, holdTerms].flatMap(table =>
    Object.values<string>(table),
  )
  const categories = Object.values(categoryTerms)
  for (const term of [...terms, ...categories.map(each => each.dpv)])
    t.ok(dpv.has(termIri(term)), term)
  for (const { fideslang: key } of categories) t.ok(fideslang.has(key), key)
  t.notOk(dpv.has(termIri('pd:EmailAdress')), 'a term that is misspelt is none')
  t.notOk(dpv.has(termIri('nowhere:EmailAddress')))
})

test('no two categories are called the same', async t => {
  for (const of of ['dpv', 'fideslang'] as const) {
    const names = Object.values(categoryTerms).map(each => each[of])
    t.equal(new Set(names).size, names.length, of)
  }
})
