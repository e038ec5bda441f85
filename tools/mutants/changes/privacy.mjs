const folder = 'packages/privacy'
const tests = name => [`${folder}/dist/test/${name}.test.js`]

export const privacyChanges = [
  {
    file: `${folder}/src/phone-tokens.ts`,
    find: ' || phone.ok.extension !== undefined) return []',
    replace: ') return []',
    tests: tests('phone-tokens'),
    why: 'everybody behind a switchboard becomes one person',
  },
  {
    file: `${folder}/src/phone-tokens.ts`,
    find: "spellingHash(input, region ?? '')",
    replace: 'spellingHash(input)',
    tests: tests('phone-tokens'),
    why: 'a number of one country is remembered as that of another',
  },
  {
    file: `${folder}/src/phone-tokens.ts`,
    find: 'ids.slice(1).map(id => tokenHasher(kind, id))',
    replace: 'ids.slice(2).map(id => tokenHasher(kind, id))',
    tests: tests('phone-tokens'),
    why: 'after a rotation nobody is found by a telephone number',
  },
  {
    file: `${folder}/src/keyring.ts`,
    find: 'derivation(masters, first.id, ownSalt, ',
    replace: "derivation(masters, first.id, ownSalt, 'idtoken/v1|' || ",
    tests: tests('keyring'),
    why: 'controllers that share a salt share their keys',
  },
  {
    file: `${folder}/src/keyring.ts`,
    find: 'kept !== undefined && Buffer.compare(kept.salt, salt) === 0',
    replace: 'kept !== undefined',
    tests: tests('keyring'),
    why: 'a controller keeps the keys of a salt that it no longer has',
  },
  {
    file: `${folder}/src/vault.ts`,
    find: 'cipher.setAAD(Buffer.concat([header, Buffer.from(aad)]))',
    replace: 'cipher.setAAD(Buffer.from(aad))',
    tests: tests('vault'),
    why: 'what is written in front of a sealed text can be exchanged',
  },
  {
    file: `${folder}/src/keyed-vault.ts`,
    find: "if (controllerId.includes('|') ||",
    replace: "subjectId = ''; if (controllerId.includes('|') ||",
    tests: tests('keyed-vault'),
    why: 'the key of one person opens in the place of another',
  },
  {
    file: `${folder}/src/keyed-vault.ts`,
    find: 'return `seal:',
    replace: 'return `',
    tests: tests('keyed-vault'),
    why: 'one key serves hashes and encryption',
  },
  {
    file: `${folder}/src/master-key.ts`,
    find: 'if (!allowWeak && isWeak(bytes))',
    replace: 'if (allowWeak && isWeak(bytes))',
    tests: tests('master-key'),
    why: 'a master key that anybody can guess is taken',
  },
  {
    file: `${folder}/src/hashers.ts`,
    find: 'for (const part of parts) {\n      end =',
    replace: "for (const part of [parts.join('')]) {\n      end =",
    tests: tests('tokens'),
    why: 'two things whose parts end elsewhere are taken for one',
  },
]
